package t2l.hypernet;

import module java.base;
import t2l.autograd.Weight;
import t2l.tensor.*;
import t2l.transformer.*;
import t2l.transformer.family.Builtin;
import t2l.transformer.hub.HubCache;

/// The hypernetwork of a model for which none is named: the model's own, the directory `t2l` in it, else the built-in one that
/// was trained for this model.
public final class DefaultNetwork {
    /// The one for whoever names neither a hypernetwork nor a model.
    public static final String USUAL = "builtin:tiny";

    /// Those that are part of the program.
    static final List<BuiltIn> BUILTIN = List.of(new BuiltIn(USUAL, 0xf50e_b191L),
            new BuiltIn("builtin:qwen2.5-coder-0.5b", 0x9778_c05bL));

    private DefaultNetwork() {}

    /// Its name; empty if there is none.
    ///
    /// @param name  of the model: `builtin:NAME`, or what [HubCache#path] finds
    /// @param model the model itself
    public static Optional<String> find(String name, Decoder model) {
        Optional<String> own = Builtin.is(name)
                ? Optional.empty()
                : Optional.of(HubCache.path(name).resolve("t2l")).filter(Files::isDirectory).map(Path::toString);
        return own.or(() -> BUILTIN.stream().filter(each -> each.norm == BuiltIn.norm(model)).map(BuiltIn::name)
                .findFirst());
    }

    /// Its name; throws [T2lException] if there is none.
    public static String require(String name, Decoder model) {
        return find(name, model).orElseThrow(() -> new T2lException(name
                + ": needs a hypernetwork to make adapters of descriptions, there is no directory t2l in it and none built"
                + " in for such a model; name one in the setting hypernetwork"));
    }

    /// One that is part of the program. Sizes would not be enough to recognise its model: Qwen2.5-0.5B has those of
    /// Qwen2.5-Coder-0.5B. Quantisation keeps norms as they are, so all files of one model have the same, and a model that was
    /// trained further in all its weights has others.
    ///
    /// @param norm CRC-32 of the weight of the model's last norm, as floats of four bytes, the highest first
    record BuiltIn(String name, long norm) {
        /// The checksum of a model; −1 if its norm is of another kind.
        static long norm(Decoder model) {
            if (!(model.norm() instanceof DecoderNorm.RootMeanSquare(Weight.Frozen(Tensor weight), _, _))) {
                return -1;
            }
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * weight.dim(0));
            Arrays.stream(weight.toDoubles()).forEach(each -> bytes.putFloat((float) each));
            CRC32 sum = new CRC32();
            sum.update(bytes.flip());
            return sum.getValue();
        }
    }
}
