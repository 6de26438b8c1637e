package t2l.transformer;

import module java.base;
import t2l.tensor.kernel.*;

/// The sizes of a decoder, and what its family has otherwise than Llama. A [Builder] begins with a Llama.
///
/// @param vocabulary       `V`
/// @param width            `C`
/// @param hidden           `F`
/// @param layers           `L`
/// @param heads            `H`
/// @param keyValueHeads    `G`
/// @param headWidth        `D`
/// @param positions        maximum length of a text
/// @param eps              of the norms
/// @param tied             whether the head is tied to the embedding
/// @param architecture     name of the family in GGUF files and adapters
/// @param names            what the family calls modules that it names otherwise than Llama, see [Decoder#of]
/// @param biased           projections with a bias, by Llama's names in a layer: `q_proj`, `down_proj` …
/// @param fused            `qkv_proj`, if it is one projection in place of `q_proj`, `k_proj` and `v_proj`, and `gate_up_proj`,
///                         in place of `gate_proj` and `up_proj` (Phi-3)
/// @param gated            whether the feed-forward is gated; without `gate_proj` if not (GPT-2)
/// @param activation       of the feed-forward
/// @param experts          of the feed-forward, if it has any (Mixtral)
/// @param convolution      in place of attention in some layers (LFM2)
/// @param delta            in place of attention in some layers (Qwen 3.5)
/// @param gatedAttention   whether what a head has read is multiplied by the logistic function of a gate, whose row follows
///                         that of each query in `q_proj` (Qwen 3.5)
/// @param perLayer         what each layer has of its own, if it has (Gemma 4)
/// @param normPlace        on which side of attention and feed-forward the norms are
/// @param qkNorm           the norms of queries and keys
/// @param normOffset       of the norms' weights (Gemma: 1)
/// @param layerNorm        whether they are layer norms with a bias (GPT-2) instead of root mean squares
/// @param windows          sliding window of each layer, including the token itself (Mistral, Gemma), 0 for full attention;
///                         empty if all are 0
/// @param theta            base of RoPE
/// @param scaling          RoPE scaling
/// @param rotated          the first numbers of each head that RoPE rotates: `D` for most, 0 for none (GPT-2)
/// @param interleaved      whether RoPE rotates neighbouring numbers of a head, all of them (ERNIE 4.5)
/// @param noRope           layers without RoPE (SmolLM3)
/// @param localTheta       base of an unscaled RoPE in the layers with a window (Gemma 3), if they have one of their own
/// @param learnedPositions whether every position has an embedding, which is added to the token's (GPT-2)
/// @param embeddingScale   of the embeddings (Gemma: `√C`; Granite)
/// @param residualScale    of the outputs of attention and feed-forward, before they are added (Granite)
/// @param scoreScale       of the scores of attention, `1/√D` for most
/// @param sinks            whether each head has one more score, of a key without a value (gpt-oss)
/// @param queryGrowth      `β` of queries at position `p`, which are multiplied by `1 + β·ln(1 + ⌊p/original⌋)` with the original
///                         length of [RopeScaling.Yarn] (Ministral 3), 0 for none
/// @param scoreCap         soft cap of the scores (Gemma 2), [Heads#UNCAPPED] for none
/// @param logitScale       of the logits (Granite)
/// @param logitCap         soft cap of the logits, likewise
public record DecoderConfig(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads, int headWidth,
        int positions, double eps, boolean tied, String architecture, Map<String, String> names, Set<String> biased,
        Set<String> fused, boolean gated, Unary activation, Optional<Experts.Config> experts,
        Optional<ShortConvolution.Config> convolution, Optional<GatedDelta.Config> delta, boolean gatedAttention,
        Optional<PerLayer.Config> perLayer, NormPlace normPlace, QkNorm qkNorm, double normOffset, boolean layerNorm, List<Integer> windows, double theta, RopeScaling scaling,
        int rotated, boolean interleaved, Set<Integer> noRope, Optional<Double> localTheta, boolean learnedPositions, double embeddingScale,
        double residualScale, double scoreScale, boolean sinks, double queryGrowth, double scoreCap, double logitScale, double logitCap) {
    /// Far more than any model has; larger values in a damaged file are refused.
    static final int MAX_WIDTH = 1 << 20;
    /// The maximum number of layers.
    public static final int MAX_LAYERS = 10_000;

    /// On which side of attention and feed-forward a norm is.
    public enum NormPlace {
        /// Of the input (Llama).
        BEFORE,
        /// Of the output, before it is added (OLMo 2).
        AFTER,
        /// Of both (Gemma).
        AROUND
    }

    /// What a norm of queries or keys goes over.
    public enum QkNorm {
        /// There is none (Llama).
        NONE,
        /// Each head (Qwen 3).
        EACH,
        /// Each head, after it is rotated (Hunyuan).
        ROTATED,
        /// All heads together (OLMo 2).
        TOGETHER
    }

    /// Throws [IllegalArgumentException] for impossible sizes.
    public DecoderConfig {
        names = Map.copyOf(names);
        biased = Set.copyOf(biased);
        fused = Set.copyOf(fused);
        windows = List.copyOf(windows);
        noRope = Set.copyOf(noRope);
        if (vocabulary < 1 || width < 1 || width > MAX_WIDTH || hidden < 1 || hidden > MAX_WIDTH || layers < 1
                || layers > MAX_LAYERS || headWidth < 2 || headWidth % 2 != 0 || keyValueHeads < 1 || heads < 1
                || heads % keyValueHeads != 0 || (long) heads * headWidth > MAX_WIDTH) {
            throw new IllegalArgumentException("decoder: needs sizes of at least 1 (C, F and H·D up to " + MAX_WIDTH
                    + ", L up to " + MAX_LAYERS + "), an even width of heads and query heads that are a multiple of"
                    + " the key/value heads, got V " + vocabulary + ", C " + width + ", F " + hidden + ", L " + layers
                    + ", H " + heads + ", G " + keyValueHeads + ", D " + headWidth);
        }
        if (!windows.isEmpty() && windows.size() != layers) {
            throw new IllegalArgumentException("decoder: needs a window for each of " + layers + " layers, got "
                    + windows);
        }
        if (scaling instanceof RopeScaling.LongRope(var by, var beyond, _, _)
                && (by.size() != rotated / 2 || beyond.size() != rotated / 2)) {
            throw new IllegalArgumentException("rotary positions: needs a divisor for each of " + rotated / 2
                    + " pairs, got " + by.size() + " and " + beyond.size());
        }
        if (rotated < 0 || rotated > headWidth || rotated % 2 != 0 || positions < 1
                || (learnedPositions && positions > MAX_WIDTH)) {
            throw new IllegalArgumentException("decoder: needs an even part of " + headWidth
                    + " numbers of a head that is rotated, and at least one position, got " + rotated + " and "
                    + positions);
        }
        if (!(eps >= 0 && eps < 1) || (rotated > 0 && !(theta > 0 && theta < Double.POSITIVE_INFINITY))) {
            throw new IllegalArgumentException("decoder: needs an epsilon of the norms from 0 to below 1 and a base of"
                    + " RoPE above 0, got " + eps + " and " + theta);
        }
    }

    /// A plain Llama: tied embeddings, no bias, RoPE without scaling.
    public static DecoderConfig llama(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
            double eps, double theta, int positions) {
        Builder c = new Builder(vocabulary, width, hidden, layers, heads, keyValueHeads, width / heads);
        c.positions = positions;
        c.eps = eps;
        c.theta = theta;
        return c.build();
    }

    /// Whether a layer has a sliding window.
    boolean slides(int layer) {
        return !windows.isEmpty() && windows.get(layer) > 0;
    }

    /// Whether a layer has a convolution in place of attention.
    public boolean convolves(int layer) {
        return delta(layer).isEmpty() && convolution.isPresent() && convolution.get().layers().contains(layer);
    }

    /// The delta rule of a layer, if it has one in place of attention.
    public Optional<GatedDelta.Config> delta(int layer) {
        return delta.filter(d -> d.layers().contains(layer));
    }

    /// The tokens before the newest that a layer's convolution reads, 0 if it has none.
    int kept(int layer) {
        return convolves(layer) ? convolution.get().taps() - 1 : delta(layer).map(d -> d.taps() - 1).orElse(0);
    }

    /// The channels of a layer's convolution.
    int channels(int layer) {
        return delta(layer).map(GatedDelta.Config::channels).orElse(width);
    }

    /// The width of a head of a layer.
    int headWidth(int layer) {
        return perLayer.isPresent() && !slides(layer) ? perLayer.get().headWidth() : headWidth;
    }

    /// The key/value heads of a layer.
    int keyValueHeads(int layer) {
        return perLayer.isPresent() && !slides(layer) ? perLayer.get().keyValueHeads() : keyValueHeads;
    }

    /// The width of the feed-forward of a layer.
    int hidden(int layer) {
        return perLayer.isPresent() && perLayer.get().wide() && source(layer) != layer ? 2 * hidden : hidden;
    }

    /// The layer whose keys and values a layer reads: itself, or one before it.
    int source(int layer) {
        int own = layers - perLayer.map(PerLayer.Config::shared).orElse(0);
        int source = layer;
        if (layer >= own) {
            source = own - 1;
            while (source >= 0 && slides(source) != slides(layer)) {
                source--;
            }
        }
        return source;
    }

    private void requireSources() {
        for (int layer = 0; layer < layers && perLayer.isPresent(); layer++) {
            if (source(layer) < 0 || heads % keyValueHeads(layer) != 0) {
                throw new IllegalArgumentException("decoder: needs a layer of each kind before those that share keys and"
                        + " values, and query heads that are a multiple of the key/value heads, got "
                        + perLayer.get());
            }
        }
    }

    /// Whether a later layer reads the keys and values of a layer.
    boolean isSource(int layer) {
        return IntStream.range(layer + 1, layers).anyMatch(later -> source(later) == layer);
    }

    /// The column behind the states `[N,C]` where the keys of a layer are, which is a source, and then its values: after the
    /// inputs of all layers, and those of sources before it.
    int keptAt(int layer) {
        int inputs = perLayer.map(PerLayer.Config::inputs).orElse(0);
        return width + layers * inputs + IntStream.range(0, layer).filter(this::isSource)
                .map(l -> 2 * keyValueHeads(l) * headWidth(l)).sum();
    }

    /// The attention mask of a layer.
    Mask mask(int layer) {
        return slides(layer) ? Mask.window(windows.get(layer)) : Mask.CAUSAL;
    }

    /// What a [DecoderConfig] will have: at first a Llama with tied embeddings, without bias, windows, caps, scaling and experts.
    public static final class Builder {
        public final int vocabulary, width, hidden, layers, heads, keyValueHeads, headWidth;
        public int positions = 2048;
        public double eps = 1e-6;
        public boolean tied = true;
        public String architecture = "llama";
        public Map<String, String> names = Map.of();
        public Set<String> biased = Set.of();
        public Set<String> fused = Set.of();
        public boolean gated = true;
        public Unary activation = Unary.SILU;
        public Optional<Experts.Config> experts = Optional.empty();
        public Optional<ShortConvolution.Config> convolution = Optional.empty();
        public Optional<GatedDelta.Config> delta = Optional.empty();
        public boolean gatedAttention;
        public Optional<PerLayer.Config> perLayer = Optional.empty();
        public NormPlace normPlace = NormPlace.BEFORE;
        public QkNorm qkNorm = QkNorm.NONE;
        public double normOffset;
        public boolean layerNorm;
        public List<Integer> windows = List.of();
        public double theta = 10_000;
        public RopeScaling scaling = new RopeScaling.None();
        public int rotated;
        public boolean interleaved;
        public Set<Integer> noRope = Set.of();
        public Optional<Double> localTheta = Optional.empty();
        public boolean learnedPositions;
        public boolean sinks;
        public double embeddingScale = 1, residualScale = 1, scoreScale, queryGrowth, scoreCap = Heads.UNCAPPED;
        public double logitScale = 1, logitCap = Heads.UNCAPPED;

        /// A Llama of these sizes.
        public Builder(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads, int headWidth) {
            this.vocabulary = vocabulary;
            this.width = width;
            this.hidden = hidden;
            this.layers = layers;
            this.heads = heads;
            this.keyValueHeads = keyValueHeads;
            this.headWidth = headWidth;
            rotated = headWidth;
            scoreScale = 1 / Math.sqrt(headWidth);
        }

        /// What was set. Throws [IllegalArgumentException] for impossible sizes.
        public DecoderConfig build() {
            DecoderConfig all = new DecoderConfig(vocabulary, width, hidden, layers, heads, keyValueHeads, headWidth, positions, eps,
                    tied, architecture, names, biased, fused, gated, activation, experts, convolution, delta, gatedAttention, perLayer,
                    normPlace, qkNorm, normOffset,
                    layerNorm, windows, theta, scaling, rotated, interleaved, noRope, localTheta, learnedPositions, embeddingScale,
                    residualScale, scoreScale, sinks, queryGrowth, scoreCap, logitScale, logitCap);
            all.requireSources();
            return all;
        }
    }
}
