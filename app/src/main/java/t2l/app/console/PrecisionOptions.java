package t2l.app.console;

import picocli.CommandLine.Option;
import t2l.T2l;
import t2l.tensor.DType;

/// `--kv` and `--activations`: what answers are computed with.
public final class PrecisionOptions {
    @Option(names = "--kv", paramLabel = "TYPE", converter = KvType.class, order = 43,
            completionCandidates = KvType.class,
            description = "Type of the KV cache: ${COMPLETION-CANDIDATES} (default: f16 for all but tiny models).")
    private DType kept;

    @Option(names = "--activations", paramLabel = "TYPE", order = 44,
            description = "What quantised weights are multiplied with: ${COMPLETION-CANDIDATES} (default: int8 where there is code"
                    + " for this machine).")
    private T2l.Activations activations;

    /// Sets those that are given.
    public T2l.Builder apply(T2l.Builder builder) {
        if (kept != null) {
            builder.kv(kept);
        }
        return activations == null ? builder : builder.activations(activations);
    }

    private static final class KvType extends OneOf<DType> {
        KvType() {
            super(T2l.Builder.KV_TYPES);
        }
    }
}
