package t2l.hypernet;

import module java.base;
import t2l.hypernet.HyperConfig.Encoding;

/// How a hypernetwork's heads write the factors of an adapter (t2l-spec §2.4, §2.5, §3). L, M and S are the paper's
/// names, by size; the reference's flags also allow the others.
///
/// A variant is three choices: whether a head writes both factors at once or one at a time, selected by a code
/// (`shared_AB_head`); whether it writes all ranks or one, selected by its position (`autoreg_gen`); and whether
/// positions are learnt or rotary (`learnable_pos_emb`).
public enum Variant {
    /// All of `A` and `B` at once: `H → r·(in+out)`.
    L(false, false, true),
    /// `A` and `B` one after the other: `H → r·max(in,out)`.
    M(true, false, true),
    /// One rank of one factor at a time, with learnt positions: `H → max(in,out)`.
    S(true, true, true),
    /// As `S`, with rotary positions.
    S_ROTARY(true, true, false),
    /// One rank of both factors at a time, with learnt positions: `H → in+out`.
    RANKWISE(false, true, true),
    /// As `RANKWISE`, with rotary positions.
    RANKWISE_ROTARY(false, true, false);

    private final boolean shared;
    private final boolean rankwise;
    private final boolean learnt;

    Variant(boolean shared, boolean rankwise, boolean learnt) {
        this.shared = shared;
        this.rankwise = rankwise;
        this.learnt = learnt;
    }

    /// The variant for the reference's flags. `learnable_pos_emb` has no effect if all ranks are written at once.
    ///
    /// @param shared   `shared_AB_head`
    /// @param rankwise `autoreg_gen`
    /// @param learnt   `learnable_pos_emb`
    static Variant of(boolean shared, boolean rankwise, boolean learnt) {
        if (!rankwise) {
            return shared ? M : L;
        }
        return shared ? learnt ? S : S_ROTARY : learnt ? RANKWISE : RANKWISE_ROTARY;
    }

    /// The flags by the reference's names.
    public Map<String, Boolean> flags() {
        return Map.of("shared_AB_head", shared, "autoreg_gen", rankwise, "learnable_pos_emb", rankwise && learnt);
    }

    /// Whether the factors are written one after the other by the same head (`shared_AB_head`).
    public boolean shared() {
        return shared;
    }

    /// Whether ranks are written one by one (`autoreg_gen`).
    public boolean rankwise() {
        return rankwise;
    }

    /// Whether positions are learnt (`learnable_pos_emb`) and not rotary.
    public boolean learnt() {
        return learnt;
    }

    /// The length of a head's output row for a target at rank `r`.
    int written(Target t, int r) {
        int both = shared ? Math.max(t.in(), t.out()) : t.in() + t.out();
        return rankwise ? both : r * both;
    }

    /// The hypernetworks that have a name (`variant`): the reference's, which read a vector, and `X`, variant `L` that reads
    /// every token of a description. A preset sets defaults; `shared_AB_head`, `autoreg_gen`, `learnable_pos_emb` and
    /// `encoder_type` change them, so that M and S can read tokens as well.
    public enum Preset {
        L, M, S, S_ROTARY, RANKWISE, RANKWISE_ROTARY, X;

        /// How the heads write.
        Variant variant() {
            return this == X ? Variant.L : Variant.valueOf(name());
        }

        /// How tasks are encoded.
        Encoding encoding() {
            return this == X ? Encoding.TOKENS : Encoding.LINEAR;
        }

        /// The arguments that choose it, whatever flags were set before.
        public Map<String, Object> arguments() {
            Map<String, Object> all = new HashMap<>(variant().flags());
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
}
