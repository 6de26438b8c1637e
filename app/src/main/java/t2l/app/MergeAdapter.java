package t2l.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.transformer.Decoder;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.Checkpoint;
import t2l.transformer.family.ModelDirectory;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.Merge;

/// `t2l merge`: a model with its adapters melted into the weights.
@Command(name = "merge",
        description = "Melt adapters into a model: the result needs them no more.",
        footer = {"",
            "The result is of the kind of the model, a Hugging Face directory. Numbers keep their type unless",
            "--dtype (f32, bf16 or f16) says otherwise.", "", "Example:",
            "  t2l merge --model builtin:tiny --adapter french/ --out tiny-french/"})
final class MergeAdapter extends Subcommand {
    @Mixin
    private ModelOptions options;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 2, description = "Where the model goes.")
    private Path to;

    @Option(names = "--force", order = 3, description = "Replace what is there.")
    private boolean force;

    @Override
    void run(Out out) throws IOException {
        common.held().filter(DType::quantised).ifPresent(type -> {
            throw usage("--dtype: needs f32, bf16 or f16 here, got " + type.name().toLowerCase(java.util.Locale.ROOT));
        });
        try (Arena arena = Arena.ofShared(); Parallel threads = common.parallel()) {
            Kernels kernels = common.kernels(threads);
            int count = Builtin.open(options.model(), from -> merge(from, kernels, arena));
            if (out.isJson()) {
                out.json(Map.of("model", to.toString(), "merged", count));
            } else {
                out.line(to.toString());
            }
        }
    }

    /// Returns how many weights were changed.
    private int merge(Path from, Kernels kernels, Arena arena) {
        if (Files.isRegularFile(from)) {
            throw new T2lException("--model: needs a Hugging Face directory to merge into, got the file " + from);
        }
        Checkpoint model = Checkpoint.open(from, arena);
        Decoder decoder = model.decoder();
        List<Blend.Part> parts = options.parts(decoder, arena);
        if (parts.isEmpty()) {
            throw usage("--adapter: needs an adapter to merge, got none");
        }
        Lora lora = parts.size() == 1 && parts.getFirst().strength() == 1
                ? parts.getFirst().lora()
                : Blend.of(parts, kernels, arena);
        try (OutputDirectory output = new OutputDirectory("--out", to, force)) {
            Map<String, Tensor> merged = new LinkedHashMap<>(
                    Merge.merge(model.weights(), lora, decoder, kernels, DType.F32, arena));
            Optional<DType> type = common.held();
            model.weights().forEach((name, before) -> merged.computeIfPresent(name, (_, after) -> {
                if (type.isPresent() || after.dtype() == before.dtype()) {
                    return after;
                }
                Tensor rounded = Tensor.allocate(arena, before.dtype(), after.dims());
                kernels.copy(after, rounded);
                return rounded;
            }));
            ModelDirectory.write(from, output.path(), merged, type, kernels);
            output.commit();
        }
        return lora.updates().size();
    }
}
