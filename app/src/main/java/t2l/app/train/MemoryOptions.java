package t2l.app.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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

    private static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.matches("[1-9]\\d{0,5}")) return Integer.valueOf(value);
            throw new TypeConversionException("needs a number of at least 1, got " + value);
        }
    }
}
