package t2l.transformer;

import module java.base;
import t2l.autograd.*;

/// A gated causal convolution in place of attention (LFM2): `out(c ⊙ conv(b ⊙ x))` with `b`, `c` and `x` from one projection,
/// in this order: `[N,C] → [N,C]`. A token reads the few before it; a cache keeps the last of them. Names are those of HF
/// `modeling_lfm2.Lfm2ShortConv`.
///
/// @param in    `[3C,C]`
/// @param taps  `[W,C]`
/// @param layer its layer in the cache
public record ShortConvolution(Linear in, Weight taps, Linear out, int layer) implements Mixer {
    /// The convolutions of a family of decoders.
    ///
    /// @param layers that have one in place of attention
    /// @param taps   `W`, the tokens that one reads, itself among them
    public record Config(Set<Integer> layers, int taps) {
        /// Throws [IllegalArgumentException] for impossible sizes.
        public Config {
            layers = Set.copyOf(layers);
            if (taps < 2 || taps > DecoderConfig.MAX_WIDTH) {
                throw new IllegalArgumentException("convolution: needs 2 to " + DecoderConfig.MAX_WIDTH
                        + " tokens that one reads, got " + taps);
            }
        }
    }

    /// With the weights `in_proj`, `conv` and `out_proj` below `at`.
    static ShortConvolution of(Weights at, Config config, DecoderConfig c, int layer) {
        return new ShortConvolution(Linear.input(at, "in_proj", 3 * c.width(), c),
                at.at("conv").weight("weight", new Init.Normal(1 / Math.sqrt(config.taps())), config.taps(), c.width()),
                Linear.of(at, "out_proj", c.width(), c.width(), Block.start(c.width(), c.layers()), c), layer);
    }

    @Override
    public Var forward(Var x, Var states, Context context) {
        int n = x.value().dim(0);
        int c = x.value().dim(1);
        int b = context.sequences();
        Var three = in.forward(x, context.adapter());
        Var gated = three.narrow(1, 0, c).mul(three.narrow(1, 2 * c, c));
        Var read = context.convolution(layer, gated.reshape(b, n / b, c), x.pass().use(taps));
        return out.forward(three.narrow(1, c, c).mul(read.reshape(n, c)), context.adapter());
    }

    @Override
    public List<Linear> projections() {
        return List.of(in, out);
    }
}
