package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.kernel.Unary;

/// A gated delta rule in place of attention (Yang et al. 2024; Qwen 3.5): `[N,C] → [N,C]`. Queries and keys are unit vectors of
/// what a short convolution over all three makes of them, and a state of each head takes the place of keys and values:
///
/// ```
///   x ─ in_proj_qkv ─ conv1d ─ SiLU ─ q, k, v ──────────────────── delta rule ─ norm ─ ⊙ SiLU(z) ─ out_proj
///   x ─ in_proj_a ─ + dt_bias ─ −exp(A_log)·softplus ─ decay ─────────┤                    │
///   x ─ in_proj_b ─ σ ─ β ────────────────────────────────────────────┘     x ─ in_proj_z ─┘
/// ```
///
/// Names are those of HF `modeling_qwen3_5.Qwen3_5GatedDeltaNet`.
///
/// @param in   `qkv`, `z`, `b` and `a`
/// @param taps `[W,2G·D+H·E]`
/// @param bias `[H]`
/// @param rate `[H]`
/// @param unit the length of each query and key, times `√D`
/// @param norm of what each head has read
/// @param layer its layer in the cache
public record GatedDelta(Config config, List<Linear> in, Weight taps, Weight bias, Weight rate, HeadNorm unit,
        HeadNorm norm, Linear out, int layer) implements Mixer {
    /// Of the length of a query or key.
    private static final double EPS = 1e-6;

    /// The delta rules of a family of decoders.
    ///
    /// @param layers     that have one in place of attention
    /// @param keyHeads   `G`
    /// @param valueHeads `H`
    /// @param keyWidth   `D`
    /// @param valueWidth `E`
    /// @param taps       `W`, the tokens that the convolution reads, the newest among them
    public record Config(Set<Integer> layers, int keyHeads, int valueHeads, int keyWidth, int valueWidth, int taps) {
        /// Throws [IllegalArgumentException] for impossible sizes.
        public Config {
            layers = Set.copyOf(layers);
            long most = DecoderConfig.MAX_WIDTH;
            if (keyHeads < 1 || valueHeads < 1 || valueHeads % keyHeads != 0 || keyWidth < 1 || valueWidth < 1
                    || taps < 2
                    || taps > most || (long) keyHeads * keyWidth > most || (long) valueHeads * valueWidth > most) {
                throw new IllegalArgumentException(
                        "delta rule: needs heads of keys and as many or a multiple of values, at"
                                + " most " + most
                                + " numbers of all heads together, and at least 2 tokens that its convolution"
                                + " reads, got " + keyHeads + " of " + keyWidth + ", " + valueHeads + " of "
                                + valueWidth + " and "
                                + taps);
            }
        }

        /// `2G·D+H·E`
        public int channels() {
            return 2 * keyHeads * keyWidth + valueHeads * valueWidth;
        }
    }

    static GatedDelta of(Weights at, Config config, DecoderConfig c, int layer) {
        int values = config.valueHeads * config.valueWidth;
        int heads = config.valueHeads;
        return new GatedDelta(config,
                List.of(Linear.input(at, "in_proj_qkv", config.channels(), c), Linear.input(at, "in_proj_z", values, c),
                        Linear.input(at, "in_proj_b", heads, c), Linear.input(at, "in_proj_a", heads, c)),
                at.at("conv1d").weight("weight", new Init.Normal(1 / Math.sqrt(config.taps)), config.taps,
                        config.channels()),
                at.weight("dt_bias", new Init.Constant(1), heads), at.weight("A_log", Init.ZEROS, heads),
                HeadNorm.plain(config.keyWidth, EPS / config.keyWidth),
                new HeadNorm(DecoderNorm.of(at.at("norm"), config.valueWidth, 0, c.eps()), config.valueWidth),
                Linear.of(at, "out_proj", values, c.width(), Block.start(values, c.layers()), c), layer);
    }

    @Override
    public Var forward(Var x, Var states, Context context) {
        int n = x.value().dim(0);
        int b = context.sequences();
        int keys = config.keyHeads * config.keyWidth;
        int values = config.valueHeads * config.valueWidth;
        Var mixed = context
                .convolution(layer, in.getFirst().forward(x, context.adapter()).reshape(b, n / b, config.channels()),
                        x.pass().use(taps))
                .reshape(n, config.channels());
        Var pairs = unit.forward(mixed.narrow(1, 0, 2 * keys).map(Unary.SILU)).scale(1 / Math.sqrt(config.keyWidth));
        Var decay = in.get(3).forward(x, context.adapter()).addRow(x.pass().use(bias)).decay(x.pass().use(rate));
        Var beta = in.get(2).forward(x, context.adapter()).map(Unary.SIGMOID);
        Var read = context.deltaRule(layer, config.keyWidth, pairs.narrow(1, 0, keys).reshape(b, n / b, keys),
                pairs.narrow(1, keys, keys).reshape(b, n / b, keys),
                mixed.narrow(1, 2 * keys, values).map(Unary.SILU).reshape(b, n / b, values),
                decay.reshape(b, n / b, config.valueHeads), beta.reshape(b, n / b, config.valueHeads))
                .reshape(n, values);
        Var gate = in.get(1).forward(x, context.adapter());
        return out.forward(gate.gate(Unary.SILU, norm.forward(read)), context.adapter());
    }

    @Override
    public List<Linear> projections() {
        return Stream.concat(in.stream(), Stream.of(out)).toList();
    }
}
