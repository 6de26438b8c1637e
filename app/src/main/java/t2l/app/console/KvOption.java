package t2l.app.console;

import picocli.CommandLine.Option;
import t2l.T2l;
import t2l.tensor.DType;

/// `--kv`: the type of keys and values in memory.
public final class KvOption {
    @Option(names = "--kv", paramLabel = "TYPE", converter = KvType.class, order = 43,
            completionCandidates = KvType.class,
            description = "Type of the KV cache: ${COMPLETION-CANDIDATES} (default: f16 for all but tiny models).")
    private DType type;

    /// Sets it, if it is given.
    public T2l.Builder apply(T2l.Builder builder) {
        return type == null ? builder : builder.kv(type);
    }

    private static final class KvType extends OneOf<DType> {
        KvType() {
            super(T2l.Builder.KV_TYPES);
        }
    }
}
