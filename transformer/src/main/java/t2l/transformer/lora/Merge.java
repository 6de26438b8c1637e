package t2l.transformer.lora;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.Decoder;

/// Merges an adapter into the weights of its base: `w + scale·b·a`, with DoRA times the gain of each row. Weights of its own
/// take the place of the base's.
public final class Merge {
    private Merge() {}

    /// A copy of `weights` with new tensors for the adapted ones; the others are shared. The sums are computed in
    /// `precision`.
    ///
    /// @param weights   by state-dict name
    /// @param precision of the new tensors, F32 or F64
    /// @param into      holds them
    public static Map<String, Tensor> merge(Map<String, Tensor> weights, Lora lora, Decoder base, Kernels kernels,
            DType precision, SegmentAllocator into) {
        Map<String, Tensor> merged = new LinkedHashMap<>(weights);
        if (base.config().tied() && !lora.saved().isEmpty()) {
            throw new T2lException(
                    "adapter: replaces weights of a model whose head is its embedding, which would be two after"
                            + " merging; merge it with PEFT (merge_and_unload)");
        }
        merged.putAll(lora.saved());
        lora.requireFits("adapter", base).updates()
                .forEach((path, u) -> merged.computeIfPresent(path + ".weight", (_, w) -> {
                    Tensor sum = Tensor.allocate(into, precision, w.dims());
                    kernels.run(new Copy(w, sum));
                    kernels.run(MatMul.add(lora.config().scale(path), u.b(), u.a(), sum));
                    u.gain().ifPresent(gain -> IntStream.range(0, sum.dim(0)).forEach(row -> kernels.run(
                            new Scale(gain.get(row), sum.narrow(0, row, 1), sum.narrow(0, row, 1)))));
                    return sum;
                }));
        return merged;
    }
}
