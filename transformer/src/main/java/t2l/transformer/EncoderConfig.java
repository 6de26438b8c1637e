package t2l.transformer;

/// The sizes of a text encoder.
///
/// @param vocabulary `V`
/// @param width      `E`, also the width of its layers
/// @param hidden     `F`
/// @param layers     `L`
/// @param heads      `H`
/// @param positions  the longest text it can read
/// @param types      kinds of text it tells apart (first and second of a pair); 0 if it does not
/// @param eps        of the norms
public record EncoderConfig(int vocabulary, int width, int hidden, int layers, int heads, int positions, int types,
        double eps) {
    /// Far more than any model has; what a damaged file says beyond it is not tried.
    private static final int MOST = 1 << 20;
    private static final int MOST_LAYERS = 10_000;

    /// Throws [IllegalArgumentException] for sizes that no model can have.
    public EncoderConfig {
        if (vocabulary < 1 || width < 1 || width > MOST || hidden < 1 || hidden > MOST || layers < 1
                || layers > MOST_LAYERS || positions < 1 || types < 0 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("encoder: needs sizes of at least 1 (E and F up to " + MOST
                    + ", L up to " + MOST_LAYERS + ") and a width that is a multiple of the heads, got V " + vocabulary
                    + ", E " + width + ", F "
                    + hidden + ", L " + layers + ", H "
                    + heads + ", " + positions + " positions, " + types + " types");
        }
    }

    /// `D`
    public int headWidth() {
        return width / heads;
    }
}
