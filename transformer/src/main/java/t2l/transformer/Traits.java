package t2l.transformer;

import java.util.List;
import java.util.Set;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Mask;
import t2l.tensor.kernel.Unary;

/// The differences between families of decoders, apart from sizes.
///
/// @param architecture   name of the family in GGUF files and adapters
/// @param biased         projections with a bias, by their names in a layer: `q_proj`, `down_proj` …
/// @param headNorms      whether there are norms over the heads of queries and keys (Qwen3)
/// @param windows        sliding window of each layer, including the token itself (Mistral, Gemma 2), 0 for full
///                       attention; empty if all are 0
/// @param scale          of the scores, `1/√D` for most
/// @param scoreCap       soft cap of the scores (Gemma 2), [Heads#UNCAPPED] for none
/// @param logitCap       soft cap of the logits, likewise
/// @param embeddingScale factor of the embeddings (Gemma: `√C`)
/// @param normOffset     offset of the norms' weights (Gemma: 1)
/// @param normsBehind    whether the outputs of attention and feed-forward are normed as well, before they are added
///                       (Gemma 2)
/// @param activation     of the feed-forward
public record Traits(String architecture, Set<String> biased, boolean headNorms, List<Integer> windows, double scale,
        double scoreCap, double logitCap, double embeddingScale, double normOffset, boolean normsBehind,
        Unary activation) {
    public Traits {
        biased = Set.copyOf(biased);
        windows = List.copyOf(windows);
    }

    /// Llama: no bias, two norms per layer, no window, no cap, no scaling, SwiGLU.
    public static Traits llama(int headWidth) {
        return new Traits("llama", Set.of(), false, List.of(), 1 / Math.sqrt(headWidth), Heads.UNCAPPED, Heads.UNCAPPED,
                1, 0, false, Unary.SILU);
    }

    /// The same with another name.
    public Traits named(String other) {
        return new Traits(other, biased, headNorms, windows, scale, scoreCap, logitCap, embeddingScale, normOffset,
                normsBehind, activation);
    }

    /// The same with a bias in these projections.
    public Traits withBias(Set<String> names) {
        return new Traits(architecture, names, headNorms, windows, scale, scoreCap, logitCap, embeddingScale,
                normOffset, normsBehind, activation);
    }

    /// The same with norms over the heads of queries and keys.
    public Traits withHeadNorms() {
        return new Traits(architecture, biased, true, windows, scale, scoreCap, logitCap, embeddingScale, normOffset,
                normsBehind, activation);
    }

    /// The same with these windows.
    public Traits withWindows(List<Integer> perLayer) {
        return new Traits(architecture, biased, headNorms, perLayer, scale, scoreCap, logitCap, embeddingScale,
                normOffset, normsBehind, activation);
    }

    /// The same with embeddings multiplied by `factor`.
    public Traits withEmbeddingScale(double factor) {
        return new Traits(architecture, biased, headNorms, windows, scale, scoreCap, logitCap, factor, normOffset,
                normsBehind, activation);
    }

    /// The attention mask of a layer.
    Mask mask(int layer) {
        int window = windows.isEmpty() ? 0 : windows.get(layer);
        return window == 0 ? Mask.CAUSAL : Mask.window(window);
    }
}
