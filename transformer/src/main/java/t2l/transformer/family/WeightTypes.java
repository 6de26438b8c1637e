package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Quantizer;
import t2l.tensor.kernel.Elementwise.Copy;

/// The types of frozen weights in memory: vectors (norms, biases) are always F32, since they are few and every pass
/// reads all of them; matrices keep the type of their file or get one chosen by the caller.
public final class WeightTypes {
    /// Embeddings and head.
    private static final Set<String> OUTER = Set.of("model.embed_tokens.weight", "lm_head.weight",
            "transformer.wte.weight", "transformer.wpe.weight");

    /// The ends of the names of weights that are few: those of a router, which decide what is read of all others, the taps of a
    /// convolution, and what a delta rule keeps and changes of its state.
    private static final List<String> SMALL = List.of(".gate.weight", ".router.weight", ".conv.weight",
            ".conv1d.weight",
            ".in_proj_a.weight", ".in_proj_b.weight");

    private WeightTypes() {}

    /// `weights` with their vectors in F32; those that are F32 already are not copied.
    ///
    /// @param into holds the copies
    public static Map<String, Tensor> asStored(Map<String, Tensor> weights, Kernels kernels, SegmentAllocator into) {
        Map<String, Tensor> held = new LinkedHashMap<>();
        weights.forEach((name, t) -> held.put(name, vector(name, t) ? written(t, DType.F32, kernels, into) : t));
        return held;
    }

    /// `weights` with their vectors in F32 and their matrices in `type`: F32, BF16, F16, Q8_0 or Q4_0. As in llama.cpp,
    /// a matrix whose row length is no multiple of 32 becomes F16 instead of a quantised type, and the embedding and
    /// the head, which suffer most from quantisation, at least Q8_0, and routers F32.
    ///
    /// @param into holds the copies; tensors that have their type already are not copied
    public static Map<String, Tensor> as(DType type, Map<String, Tensor> weights, Kernels kernels,
            SegmentAllocator into) {
        Map<String, Tensor> held = new LinkedHashMap<>();
        asStored(weights, kernels, into)
                .forEach((name, t) -> held.put(name, vector(name, t) ? t : matrix(name, t, type, kernels, into)));
        return held;
    }

    /// Whether it is a vector, or one of each expert.
    private static boolean vector(String name, Tensor t) {
        return t.rank() == 1 || name.endsWith(".bias");
    }

    private static Tensor matrix(String name, Tensor t, DType asked, Kernels kernels, SegmentAllocator into) {
        boolean outer = OUTER.contains(name);
        DType type = SMALL.stream().anyMatch(name::endsWith)
                ? DType.F32
                : asked.quantised() && outer ? DType.Q8_0 : asked;
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

    /// `weights` with copies, in one block of memory, of those that are among `stored`.
    static Map<String, Tensor> copied(Map<String, Tensor> weights, Collection<Tensor> stored, Kernels kernels,
            Arena into) {
        Set<Tensor> theirs = new HashSet<>(stored);
        long bytes = weights.values().stream().filter(theirs::contains)
                .mapToLong(t -> t.dtype().bytes(t.size()) + Tensor.ALIGNMENT).sum();
        SegmentAllocator block = SegmentAllocator.slicingAllocator(LargePages.allocate(into, bytes));
        Map<String, Tensor> held = new LinkedHashMap<>();
        weights.forEach((name, t) -> held.put(name, theirs.contains(t) ? same(t, kernels, block) : t));
        return held;
    }

    private static Tensor same(Tensor t, Kernels kernels, SegmentAllocator into) {
        if (!t.contiguous()) {
            return copy(t, t.dtype(), kernels, into);
        }
        Tensor copy = Tensor.allocate(into, t.dtype(), t.dims());
        MemorySegment.copy(t.forReading(), t.dtype().bytes(t.offset()), copy.forWriting(), 0,
                t.dtype().bytes(t.size()));
        return copy;
    }

    static Tensor written(Tensor t, DType type, Kernels kernels, SegmentAllocator into) {
        return t.dtype() == type ? t : copy(t, type, kernels, into);
    }

    /// A copy of a tensor in another type that kernels write.
    ///
    /// @param into holds them
    public static Tensor copy(Tensor t, DType type, Kernels kernels, SegmentAllocator into) {
        Tensor copy = Tensor.allocate(into, type, t.dims());
        kernels.run(new Copy(t, copy));
        return copy;
    }
}
