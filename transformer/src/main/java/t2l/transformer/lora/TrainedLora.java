package t2l.transformer.lora;

import java.lang.foreign.SegmentAllocator;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import t2l.autograd.Init;
import t2l.autograd.Layout;
import t2l.autograd.Param;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Tensor;
import t2l.transformer.Adapter;
import t2l.transformer.Decoder;

/// An adapter to be trained by itself, as PEFT does it: the places of its factors, named as in PEFT's files.
///
/// @param factors by the path of the projection
public record TrainedLora(LoraConfig config, Map<String, Factors> factors) {
    public TrainedLora {
        factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    }

    /// The places of one update.
    ///
    /// @param a `[r,in]`, starts from `U(±1/√in)` (Kaiming with `a = √5`)
    /// @param b `[out,r]`, starts from zero, so that the adapter begins as none
    public record Factors(Param a, Param b) {}

    /// Places in `layout` for an update of every projection of `base` that `config` targets. Throws
    /// [IllegalArgumentException] if there is none.
    public static TrainedLora of(Layout layout, LoraConfig config, Decoder base) {
        Map<String, Factors> factors = new LinkedHashMap<>();
        base.projections().forEach((path, l) -> {
            if (config.targets(path)) {
                Init kaiming = Init.linear(l.in());
                factors.put(path, new Factors(
                        layout.weight(LoraFile.keyOfA(path), kaiming, config.rank(path), l.in()),
                        layout.weight(LoraFile.keyOfB(path), Init.ZEROS, l.out(), config.rank(path))));
            }
        });
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("lora: needs targets among " + base.projections().keySet()
                    + ", got " + config.targets());
        }
        return new TrainedLora(config, factors);
    }

    /// As one adapter for all sequences of a pass.
    public Adapter adapter(Pass pass) {
        Map<String, Adapter.Pair> pairs = new HashMap<>();
        factors.forEach((path, f) -> pairs.put(path, new Adapter.Pair(stack(pass.use(f.a())), stack(pass.use(f.b())),
                config.scale(path))));
        return new Adapter(pairs);
    }

    private static Var stack(Var one) {
        return one.reshape(1, one.value().dim(0), one.value().dim(1));
    }

    /// What has been learned, as F32 copies in `into`.
    public Lora trained(Parameters values, Kernels kernels, SegmentAllocator into) {
        Map<String, Lora.Update> updates = new TreeMap<>();
        factors.forEach((path, f) -> updates.put(path,
                new Lora.Update(copy(values.of(f.a()), kernels, into), copy(values.of(f.b()), kernels, into))));
        return new Lora(config, updates);
    }

    private static Tensor copy(Tensor from, Kernels kernels, SegmentAllocator into) {
        Tensor copy = Tensor.allocate(into, DType.F32, from.dims());
        kernels.copy(from, copy);
        return copy;
    }
}
