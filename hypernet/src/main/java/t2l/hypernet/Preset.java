package t2l.hypernet;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import t2l.hypernet.HyperConfig.Encoding;

/// The hypernetworks that have a name (`variant`): the reference's, which read a vector, and `X`, variant `L` that reads
/// every token of a description. A preset sets defaults; `shared_AB_head`, `autoreg_gen`, `learnable_pos_emb` and
/// `encoder_type` change them, so that M and S can read tokens as well.
public enum Preset {
    L(Variant.L, Encoding.LINEAR),
    M(Variant.M, Encoding.LINEAR),
    S(Variant.S, Encoding.LINEAR),
    S_ROTARY(Variant.S_ROTARY, Encoding.LINEAR),
    RANKWISE(Variant.RANKWISE, Encoding.LINEAR),
    RANKWISE_ROTARY(Variant.RANKWISE_ROTARY, Encoding.LINEAR),
    X(Variant.L, Encoding.TOKENS);

    private final Variant variant;
    private final Encoding encoding;

    Preset(Variant variant, Encoding encoding) {
        this.variant = variant;
        this.encoding = encoding;
    }

    /// How the heads write.
    Variant variant() {
        return variant;
    }

    /// How tasks are encoded.
    Encoding encoding() {
        return encoding;
    }

    /// The arguments that choose it, whatever flags were set before.
    public Map<String, Object> arguments() {
        Map<String, Object> all = new HashMap<>(variant.flags());
        all.put("variant", name().toLowerCase(Locale.ROOT));
        return all;
    }

    /// What a network is called.
    public static String name(Variant variant, Encoding encoding) {
        return encoding != Encoding.TOKENS
                ? variant.name()
                : variant == Variant.L ? X.name() : variant + " with tokens";
    }
}
