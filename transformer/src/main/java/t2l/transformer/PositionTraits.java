package t2l.transformer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import t2l.tensor.kernel.Mask;

/// How the attention of a family of decoders depends on positions.
///
/// @param windows sliding window of each layer, including the token itself (Mistral, Gemma), 0 for full attention; empty if
///                all are 0
/// @param rotated the first numbers of each head that RoPE rotates: `D` for most, 0 for none (GPT-2)
/// @param still   layers without RoPE (SmolLM3)
/// @param local   base of an unscaled RoPE in the layers with a window (Gemma 3), if they have one of their own
/// @param learned whether every position has an embedding, which is added to the token's (GPT-2)
public record PositionTraits(List<Integer> windows, int rotated, Set<Integer> still, Optional<Double> local,
        boolean learned) {
    public PositionTraits {
        windows = List.copyOf(windows);
        still = Set.copyOf(still);
    }

    /// Full attention, RoPE over whole heads.
    static PositionTraits llama(int headWidth) {
        return new PositionTraits(List.of(), headWidth, Set.of(), Optional.empty(), false);
    }

    /// The same with these windows.
    public PositionTraits withWindows(List<Integer> perLayer) {
        return new PositionTraits(perLayer, rotated, still, local, learned);
    }

    /// The same with RoPE over the first `count` numbers of each head.
    public PositionTraits withRotated(int count) {
        return new PositionTraits(windows, count, still, local, learned);
    }

    /// The same without RoPE in these layers.
    public PositionTraits withStill(Set<Integer> layers) {
        return new PositionTraits(windows, rotated, layers, local, learned);
    }

    /// The same with another base of RoPE in the layers with a window.
    public PositionTraits withLocal(double theta) {
        return new PositionTraits(windows, rotated, still, Optional.of(theta), learned);
    }

    /// The same with an embedding of every position in place of RoPE.
    public PositionTraits withLearned() {
        return new PositionTraits(windows, 0, still, local, true);
    }

    /// The attention mask of a layer.
    Mask mask(int layer) {
        return slides(layer) ? Mask.window(windows.get(layer)) : Mask.CAUSAL;
    }

    private boolean slides(int layer) {
        return !windows.isEmpty() && windows.get(layer) > 0;
    }

    /// The RoPE of each layer; layers that rotate alike share one.
    List<Optional<Rotary>> rotaries(int layers, double theta, RopeScaling scaling) {
        var global = Optional.of(new Rotary(rotated, theta, scaling));
        var inWindows = local.map(base -> new Rotary(rotated, base, new RopeScaling.None())).or(() -> global);
        return IntStream.range(0, layers)
                .mapToObj(l -> rotated == 0 || still.contains(l)
                        ? Optional.<Rotary>empty()
                        : slides(l) ? inWindows : global)
                .toList();
    }
}
