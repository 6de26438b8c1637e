package t2l.cli;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.tensor.backend.Kernels;
import t2l.transformer.lora.Lora;

/// A model that writes: which one, with which adapters, and how it chooses its words.
public final class WriterOptions {
    @Mixin
    public ModelOptions model;

    @Option(names = "--describe", paramLabel = "TEXT", order = 11,
            description = "A task, from which --t2l makes one more adapter.")
    public Optional<String> description;

    @Mixin
    public SamplingOptions sampling;

    @Mixin
    public HypernetOptions hypernet;

    /// The adapter for a task, in memory of `arena`.
    public Lora adapter(String task, Kernels kernels, Arena arena, Out out) {
        return hypernet.generate(List.of(task), kernels, arena, out).getFirst().lora();
    }
}
