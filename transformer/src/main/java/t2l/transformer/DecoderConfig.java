package t2l.transformer;

/// The sizes of a decoder and the traits of its family.
///
/// @param vocabulary    `V`
/// @param width         `C`
/// @param hidden        `F`
/// @param layers        `L`
/// @param heads         `H`
/// @param keyValueHeads `G`
/// @param headWidth     `D`
/// @param positions     maximum length of a text
/// @param eps           of the norms
/// @param theta         base of RoPE
/// @param scaling       RoPE scaling
/// @param tied          whether the head is tied to the embedding
/// @param traits        of its family
public record DecoderConfig(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
        int headWidth, int positions, double eps, double theta, RopeScaling scaling, boolean tied, Traits traits) {
    /// Far more than any model has; larger values in a damaged file are refused.
    static final int MOST = 1 << 20;
    /// The maximum number of layers.
    public static final int MOST_LAYERS = 10_000;

    /// Throws [IllegalArgumentException] for impossible sizes.
    public DecoderConfig {
        if (vocabulary < 1 || width < 1 || width > MOST || hidden < 1 || hidden > MOST || layers < 1
                || layers > MOST_LAYERS || headWidth < 2 || headWidth % 2 != 0 || keyValueHeads < 1 || heads < 1
                || heads % keyValueHeads != 0 || (long) heads * headWidth > MOST) {
            throw new IllegalArgumentException("decoder: needs sizes of at least 1 (C, F and H·D up to " + MOST
                    + ", L up to " + MOST_LAYERS + "), an even width of heads and query heads that are a multiple of"
                    + " the key/value heads, got V " + vocabulary + ", C " + width + ", F " + hidden + ", L " + layers
                    + ", H " + heads + ", G " + keyValueHeads + ", D " + headWidth);
        }
        PositionTraits places = traits.positions();
        if (!places.windows().isEmpty() && places.windows().size() != layers) {
            throw new IllegalArgumentException("decoder: needs a window for each of " + layers + " layers, got "
                    + places.windows());
        }
        int pairs = places.rotated() / 2;
        if (scaling instanceof RopeScaling.LongRope(var by, var beyond, _, _)
                && (by.size() != pairs || beyond.size() != pairs)) {
            throw new IllegalArgumentException("rotary positions: needs a divisor for each of " + pairs + " pairs, got "
                    + by.size() + " and " + beyond.size());
        }
        if (places.rotated() < 0 || places.rotated() > headWidth || places.rotated() % 2 != 0
                || positions < 1 || (places.learned() && positions > MOST)) {
            throw new IllegalArgumentException("decoder: needs an even part of " + headWidth
                    + " numbers of a head that is rotated, and at least one position, got " + places.rotated() + " and "
                    + positions);
        }
        if (!(eps >= 0 && eps < 1) || (places.rotated() > 0 && !(theta > 0 && theta < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException("decoder: needs an epsilon of the norms from 0 to below 1 and a base of"
                    + " RoPE above 0, got " + eps + " and " + theta);
        }
    }

    /// A plain Llama: tied embeddings, no bias, RoPE without scaling.
    public static DecoderConfig llama(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
            double eps, double theta, int positions) {
        int headWidth = width / heads;
        return new DecoderConfig(vocabulary, width, hidden, layers, heads, keyValueHeads, headWidth, positions, eps,
                theta, new RopeScaling.None(), true, Traits.llama(headWidth));
    }

    /// These sizes in another family.
    public DecoderConfig with(Traits others) {
        return new DecoderConfig(vocabulary, width, hidden, layers, heads, keyValueHeads, headWidth, positions, eps,
                theta, scaling, tied, others);
    }

    /// The same with RoPE scaling.
    public DecoderConfig with(RopeScaling other) {
        return new DecoderConfig(vocabulary, width, hidden, layers, heads, keyValueHeads, headWidth, positions, eps,
                theta, other, tied, traits);
    }
}
