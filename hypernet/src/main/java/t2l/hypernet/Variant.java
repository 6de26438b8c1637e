package t2l.hypernet;

import module java.base;
import t2l.hypernet.HyperConfig.Encoding;

/// How a hypernetwork's heads write the factors of an adapter (t2l-spec §2.4, §2.5, §3), by the paper's names, from the largest
/// head to the smallest.
public enum Variant {
    /// All of `A` and `B` at once: `H → r·(in+out)`.
    L,
    /// `A` and `B` one after the other: `H → r·max(in,out)`.
    M,
    /// One rank of one factor at a time, with learnt positions: `H → max(in,out)`.
    S;

    /// The variant for the reference's flags. Throws [IllegalArgumentException] for those that the paper does not have.
    ///
    /// @param shared   `shared_AB_head`: whether a head writes the factors one at a time, selected by a code
    /// @param rankwise `autoreg_gen`: whether it writes one rank at a time, selected by its position
    /// @param learnt   `learnable_pos_emb`: whether positions are learnt; has no effect if all ranks are written at once
    static Variant of(boolean shared, boolean rankwise, boolean learnt) {
        if (rankwise && !(shared && learnt)) {
            throw new IllegalArgumentException("autoreg_gen: needs shared_AB_head and learnable_pos_emb (variant S), got"
                    + " shared_AB_head " + shared + " and learnable_pos_emb " + learnt + "; train a network of another form");
        }
        return rankwise ? S : shared ? M : L;
    }

    /// The flags by the reference's names.
    public Map<String, Boolean> flags() {
        return Map.of("shared_AB_head", shared(), "autoreg_gen", rankwise(), "learnable_pos_emb", rankwise());
    }

    /// Whether the factors are written one after the other by the same head (`shared_AB_head`).
    public boolean shared() {
        return this != L;
    }

    /// Whether ranks are written one by one (`autoreg_gen`).
    public boolean rankwise() {
        return this == S;
    }

    /// The length of a head's output row for a target at rank `r`.
    int written(Target t, int r) {
        int both = shared() ? Math.max(t.in(), t.out()) : t.in() + t.out();
        return rankwise() ? both : r * both;
    }

    /// The hypernetworks that have a name (`variant`): the reference's, which read a vector, `X`, variant `L` that reads
    /// every token of a description, and `R`, which reads the base model's states of it. A preset sets defaults;
    /// `shared_AB_head`, `autoreg_gen`, `learnable_pos_emb` and `encoder_type` change them, so that M and S can read tokens as
    /// well.
    public enum Preset {
        L, M, S, X, R;

        /// How the heads write.
        Variant variant() {
            return this == X || this == R ? Variant.L : Variant.valueOf(name());
        }

        /// How tasks are encoded.
        Encoding encoding() {
            return this == X ? Encoding.TOKENS : this == R ? Encoding.STATES : Encoding.LINEAR;
        }

        /// The arguments that choose it, whatever flags were set before.
        public Map<String, Object> arguments() {
            Map<String, Object> all = new HashMap<>(variant().flags());
            all.put("variant", name().toLowerCase(Locale.ROOT));
            if (this == R) {
                all.put("emb_model", "");
            }
            return all;
        }

        /// What a network is called.
        public static String name(Variant variant, Encoding encoding) {
            return switch (encoding) {
                case LINEAR -> variant.name();
                case TOKENS -> variant == Variant.L ? X.name() : variant + " with tokens";
                case STATES -> R.name();
            };
        }
    }
}
