package t2l.transformer;

import t2l.tensor.kernel.Heads;

/// The constants that a family of decoders multiplies by, and its soft caps.
///
/// @param embedding of the embeddings (Gemma: `√C`; Granite)
/// @param residual  of the outputs of attention and feed-forward, before they are added (Granite)
/// @param scores    of the scores of attention, `1/√D` for most
/// @param scoreCap  soft cap of the scores (Gemma 2), [Heads#UNCAPPED] for none
/// @param logits    of the logits (Granite)
/// @param logitCap  soft cap of the logits, likewise
public record ScaleTraits(double embedding, double residual, double scores, double scoreCap, double logits,
        double logitCap) {
    /// Only the scores are scaled.
    static ScaleTraits llama(int headWidth) {
        return new ScaleTraits(1, 1, 1 / Math.sqrt(headWidth), Heads.UNCAPPED, 1, Heads.UNCAPPED);
    }

    /// The same with embeddings multiplied by `factor`.
    public ScaleTraits withEmbedding(double factor) {
        return new ScaleTraits(factor, residual, scores, scoreCap, logits, logitCap);
    }
}
