package t2l.transformer;

import java.util.List;
import java.util.Set;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Mask;
import t2l.tensor.kernel.Unary;

/// All in which families of decoders differ, apart from their sizes.
///
/// @param architecture   what GGUF files and adapters call the family
/// @param biased         projections with a bias, by their names in a layer: `q_proj`, `down_proj` …
/// @param headNorms      whether queries and keys are normed head by head (Qwen3)
/// @param windows        per layer how many tokens one sees, itself included (Mistral, Gemma 2), 0 for all before it;
///                       empty if that is so in every layer
/// @param scale          of the scores, `1/√D` for most
/// @param scoreCap       soft cap of the scores (Gemma 2), [Heads#UNCAPPED] for none
/// @param logitCap       soft cap of the logits, likewise
/// @param embeddingScale what embeddings are multiplied by (Gemma: `√C`)
/// @param normOffset     what is added to the weights of the norms (Gemma: 1)
/// @param normsBehind    whether what attention and feed-forward give is normed as well, before it is added (Gemma 2)
/// @param activation     of the feed-forward
public record Traits(String architecture, Set<String> biased, boolean headNorms, List<Integer> windows, double scale,
        double scoreCap, double logitCap, double embeddingScale, double normOffset, boolean normsBehind,
        Unary activation) {
    public Traits {
        biased = Set.copyOf(biased);
        windows = List.copyOf(windows);
    }

    /// Llama: no bias, no norms but the two of a layer, no window, no cap, nothing scaled, SwiGLU.
    public static Traits llama(int headWidth) {
        return new Traits("llama", Set.of(), false, List.of(), 1 / Math.sqrt(headWidth), Heads.UNCAPPED, Heads.UNCAPPED,
                1, 0, false, Unary.SILU);
    }

    /// The same by another name.
    public Traits named(String other) {
        return new Traits(other, biased, headNorms, windows, scale, scoreCap, logitCap, embeddingScale, normOffset,
                normsBehind, activation);
    }

    /// The same with a bias in these projections.
    public Traits withBias(Set<String> names) {
        return new Traits(architecture, names, headNorms, windows, scale, scoreCap, logitCap, embeddingScale,
                normOffset, normsBehind, activation);
    }

    /// The same with a norm for every head of queries and keys.
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

    /// What a token of this layer sees.
    Mask mask(int layer) {
        int window = windows.isEmpty() ? 0 : windows.get(layer);
        return window == 0 ? Mask.CAUSAL : Mask.window(window);
    }
}
