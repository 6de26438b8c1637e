package t2l.transformer;

/// The sizes of a text encoder.
///
/// @param vocabulary `V`
/// @param width      `E`, also the width of its layers
/// @param hidden     `F`
/// @param layers     `L`
/// @param heads      `H`
/// @param positions  maximum length of a text
/// @param types      number of token types (first and second text of a pair), or 0
/// @param eps        of the norms
public record EncoderConfig(int vocabulary, int width, int hidden, int layers, int heads, int positions, int types,
        double eps) {
    /// Throws [IllegalArgumentException] for impossible sizes.
    public EncoderConfig {
        if (vocabulary < 1 || width < 1 || width > DecoderConfig.MAX_WIDTH || hidden < 1
                || hidden > DecoderConfig.MAX_WIDTH
                || layers < 1 || layers > DecoderConfig.MAX_LAYERS || positions < 1 || types < 0 || heads < 1
                || width % heads != 0) {
            throw new IllegalArgumentException("encoder: needs sizes of at least 1 (E and F up to "
                    + DecoderConfig.MAX_WIDTH
                    + ", L up to " + DecoderConfig.MAX_LAYERS + ") and a width that is a multiple of the heads, got V "
                    + vocabulary + ", E " + width + ", F " + hidden + ", L " + layers + ", H " + heads + ", "
                    + positions + " positions, " + types + " types");
        }
    }

    /// `D`
    public int headWidth() {
        return width / heads;
    }
}
