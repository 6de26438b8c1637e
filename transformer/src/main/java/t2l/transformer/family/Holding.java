package t2l.transformer.family;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.LinkedHashMap;
import java.util.Map;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Quantizer;

/// How frozen weights are held in memory: vectors (norms, biases) always in F32, since they are few and every pass reads
/// them whole; matrices as they are stored or in a type the caller chooses.
public final class Holding {
    private Holding() {}

    /// `weights` with their vectors in F32; what is F32 already is not copied.
    ///
    /// @param into holds the copies
    public static Map<String, Tensor> asStored(Map<String, Tensor> weights, Kernels kernels, SegmentAllocator into) {
        Map<String, Tensor> held = new LinkedHashMap<>();
        weights.forEach((name, t) -> held.put(name, t.rank() == 1 ? written(t, DType.F32, kernels, into) : t));
        return held;
    }

    /// `weights` with their vectors in F32 and their matrices in `type`: F32, BF16, F16, Q8_0 or Q4_0. As in llama.cpp,
    /// a matrix whose rows are no multiple of 32 is held in F16 where it should be quantised, and embedding and head,
    /// which suffer most, are never below Q8_0.
    ///
    /// @param into holds the copies; what is of its type already is not copied
    public static Map<String, Tensor> as(DType type, Map<String, Tensor> weights, Kernels kernels,
            SegmentAllocator into) {
        Map<String, Tensor> held = new LinkedHashMap<>();
        asStored(weights, kernels, into)
                .forEach((name, t) -> held.put(name, t.rank() == 1 ? t : matrix(name, t, type, kernels, into)));
        return held;
    }

    private static Tensor matrix(String name, Tensor t, DType asked, Kernels kernels, SegmentAllocator into) {
        boolean outer = name.equals("model.embed_tokens.weight") || name.equals("lm_head.weight");
        DType type = asked.quantised() && outer ? DType.Q8_0 : asked;
        if (!type.quantised() || t.dim(1) % type.blockSize() != 0) {
            return written(t, type.quantised() ? DType.F16 : type, kernels, into);
        }
        if (t.dtype() == type) {
            return t;
        }
        try (Arena scratch = Arena.ofShared()) {
            return Quantizer.quantise(written(t, DType.F32, kernels, scratch), type, into);
        }
    }

    private static Tensor written(Tensor t, DType type, Kernels kernels, SegmentAllocator into) {
        return t.dtype() == type ? t : copy(t, type, kernels, into);
    }

    /// The same numbers in another type that kernels write.
    ///
    /// @param into holds them
    public static Tensor copy(Tensor t, DType type, Kernels kernels, SegmentAllocator into) {
        Tensor copy = Tensor.allocate(into, type, t.dims());
        kernels.copy(t, copy);
        return copy;
    }
}
