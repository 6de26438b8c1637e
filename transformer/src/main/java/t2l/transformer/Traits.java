package t2l.transformer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import t2l.tensor.kernel.Unary;

/// The differences between families of decoders, apart from sizes.
///
/// @param architecture name of the family in GGUF files and adapters
/// @param names        what the family calls modules that it names otherwise than Llama, see [Renamed]
/// @param biased       projections with a bias, by Llama's names in a layer: `q_proj`, `down_proj` …
/// @param fused        whether `q_proj`, `k_proj` and `v_proj` are one projection, `qkv_proj`, and `gate_proj` and
///                     `up_proj` another, `gate_up_proj` (Phi-3)
/// @param gated        whether the feed-forward is gated; without `gate_proj` if not (GPT-2)
/// @param activation   of the feed-forward
/// @param experts      of the feed-forward, if it has any (Mixtral)
public record Traits(String architecture, Map<String, String> names, Set<String> biased, boolean fused, boolean gated,
        Unary activation, Optional<ExpertTraits> experts, NormTraits norms, PositionTraits positions,
        ScaleTraits scales) {
    public Traits {
        names = Map.copyOf(names);
        biased = Set.copyOf(biased);
    }

    /// Llama: no bias, two norms per layer, no window, no cap, no scaling, SwiGLU.
    public static Traits llama(int headWidth) {
        return new Traits("llama", Map.of(), Set.of(), false, true, Unary.SILU, Optional.empty(), NormTraits.LLAMA,
                PositionTraits.llama(headWidth), ScaleTraits.llama(headWidth));
    }

    /// The same with another name.
    public Traits named(String other) {
        return new Traits(other, names, biased, fused, gated, activation, experts, norms, positions, scales);
    }

    /// The same with a bias in these projections.
    public Traits withBias(Set<String> projections) {
        return new Traits(architecture, names, projections, fused, gated, activation, experts, norms, positions,
                scales);
    }

    /// The same with fused projections.
    public Traits withFused() {
        return new Traits(architecture, names, biased, true, gated, activation, experts, norms, positions, scales);
    }

    /// The same with another activation.
    public Traits with(Unary other) {
        return new Traits(architecture, names, biased, fused, gated, other, experts, norms, positions, scales);
    }

    /// The same with experts.
    public Traits with(ExpertTraits several) {
        return new Traits(architecture, names, biased, fused, gated, activation, Optional.of(several), norms, positions,
                scales);
    }

    /// The same with other names of modules.
    public Traits withNames(Map<String, String> others) {
        return new Traits(architecture, others, biased, fused, gated, activation, experts, norms, positions, scales);
    }

    /// The same with other norms.
    public Traits with(NormTraits other) {
        return new Traits(architecture, names, biased, fused, gated, activation, experts, other, positions, scales);
    }

    /// The same with other positions.
    public Traits with(PositionTraits other) {
        return new Traits(architecture, names, biased, fused, gated, activation, experts, norms, other, scales);
    }

    /// The same with other constants.
    public Traits with(ScaleTraits other) {
        return new Traits(architecture, names, biased, fused, gated, activation, experts, norms, positions, other);
    }

    /// The same with embeddings multiplied by `factor`.
    public Traits withEmbeddingScale(double factor) {
        return with(scales.withEmbedding(factor));
    }

    /// The same with these sliding windows, see [PositionTraits].
    public Traits withWindows(List<Integer> perLayer) {
        return with(positions.withWindows(perLayer));
    }
}
