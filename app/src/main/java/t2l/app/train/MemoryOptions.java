package t2l.app.train;

import module java.base;
import picocli.CommandLine.Option;
import t2l.app.console.Count;

/// `--accumulate` and `--recompute`: options to save memory in training.
final class MemoryOptions {
    @Option(names = "--accumulate", paramLabel = "N", order = 40, converter = Count.class,
            description = "Batches over which gradients are accumulated (default: 1, or the configuration's"
                    + " grad_accum_steps).")
    private Optional<Integer> accumulate;

    @Option(names = "--recompute", order = 41,
            description = "Recompute the model's layers in the backward pass: less memory,"
                    + " a third more time.")
    private boolean recompute;

    /// The given options by the reference's names.
    Map<String, Object> arguments() {
        Map<String, Object> said = new HashMap<>();
        accumulate.ifPresent(n -> said.put("grad_accum_steps", n));
        if (recompute) {
            said.put("gradient_checkpointing", true);
        }
        return said;
    }
}
