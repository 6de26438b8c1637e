package t2l.transformer;

/// The sizes of a decoder and all in which families differ.
///
/// @param vocabulary     `V`
/// @param width          `C`
/// @param hidden         `F`
/// @param layers         `L`
/// @param heads          `H`
/// @param keyValueHeads  `G`
/// @param headWidth      `D`
/// @param eps            of the norms
/// @param theta          base of the rotary positions
/// @param scaling        of the rotary positions
/// @param embeddingScale what embeddings are multiplied by
/// @param tied           whether the embedding is also the last projection
/// @param attentionBias  whether q, k, v and o have a bias
/// @param mlpBias        whether gate, up and down have a bias
/// @param positions      the longest text the model was made for
public record DecoderConfig(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
        int headWidth, double eps, double theta, RopeScaling scaling, double embeddingScale, boolean tied,
        boolean attentionBias, boolean mlpBias, int positions) {
    /// Throws [IllegalArgumentException] for sizes that no model can have.
    public DecoderConfig {
        if (vocabulary < 1 || width < 1 || hidden < 1 || layers < 1 || headWidth < 2 || headWidth % 2 != 0
                || keyValueHeads < 1 || heads % keyValueHeads != 0) {
            throw new IllegalArgumentException("decoder: needs sizes of at least 1, an even width of heads and query"
                    + " heads that are a multiple of the key/value heads, got V " + vocabulary + ", C " + width
                    + ", F " + hidden + ", L " + layers + ", H " + heads + ", G " + keyValueHeads + ", D " + headWidth);
        }
    }

    /// A plain Llama: tied embeddings, no bias, rotary positions as they come.
    public static DecoderConfig llama(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
            double eps, double theta, int positions) {
        return new DecoderConfig(vocabulary, width, hidden, layers, heads, keyValueHeads, width / heads, eps, theta,
                new RopeScaling.None(), 1, true, false, false, positions);
    }
}
