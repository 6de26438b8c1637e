package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Quantizer;
import t2l.tensor.kernel.Elementwise.Copy;

/// The types of frozen weights in memory: vectors (norms, biases) are always F32, since they are few and every pass
/// reads all of them; matrices keep the type of their file or get one chosen by the caller.
public final class WeightTypes {
    private static final String HEAD = "lm_head.weight";
    private static final String POSITIONS = "transformer.wpe.weight";

    /// Embeddings and head.
    private static final Set<String> OUTER = Set.of("model.embed_tokens.weight", HEAD, "transformer.wte.weight",
            POSITIONS);

    /// The ends of the names of weights that are few: those of a router, which decide what is read of all others, the taps of a
    /// convolution, and what a delta rule keeps and changes of its state.
    private static final List<String> SMALL = List.of(".gate.weight", ".router.weight", ".conv.weight",
            ".conv1d.weight", ".in_proj_a.weight", ".in_proj_b.weight");

    private WeightTypes() {}

    /// `weights` with their vectors in F32; those that are F32 already are not copied.
    ///
    /// @param into holds the copies
    public static Map<String, Tensor> asStored(Map<String, Tensor> weights, Kernels kernels, SegmentAllocator into) {
        Map<String, Tensor> held = new LinkedHashMap<>();
        weights.forEach((name, t) -> held.put(name, vector(name, t) ? written(t, DType.F32, kernels, into) : t));
        return held;
    }

    /// `weights` with their vectors in F32 and their matrices in `type`, one that kernels or a [Quantizer] write. As in
    /// llama.cpp, a matrix whose rows are no whole blocks becomes Q5_0 instead of Q4_K, Q5_1 instead of Q5_K, Q8_0 instead of
    /// Q6_K, or F16, unless it is quantised in no more bytes already; routers are F32. What suffers most from quantisation is
    /// Q6_K at least, the head or an embedding in its place, and with types in blocks of 32 both Q8_0.
    ///
    /// @param into holds the copies; tensors that have their type already are not copied
    public static Map<String, Tensor> as(DType type, Map<String, Tensor> weights, Kernels kernels,
            SegmentAllocator into) {
        return as(_ -> type, weights, kernels, into);
    }

    /// The same with a type for each matrix, by its name.
    static Map<String, Tensor> as(Function<String, DType> type, Map<String, Tensor> weights, Kernels kernels,
            SegmentAllocator into) {
        boolean tied = !weights.containsKey(HEAD);
        Map<String, Tensor> held = new LinkedHashMap<>();
        asStored(weights, kernels, into).forEach((name, t) -> held.put(name, vector(name, t)
                ? t
                : matrix(t, fitting(t, type(name, type.apply(name), tied)), kernels, into)));
        return held;
    }

    private static DType type(String name, DType asked, boolean tied) {
        if (SMALL.stream().anyMatch(name::endsWith)) {
            return DType.F32;
        }
        if (!asked.quantised() || !OUTER.contains(name)) {
            return asked;
        }
        return asked.blockSize() == DType.BLOCK || name.equals(POSITIONS)
                ? DType.Q8_0
                : tied || name.equals(HEAD) ? DType.Q6_K : asked;
    }

    /// The type itself; or, if rows of this width are no whole blocks, what llama.cpp takes in its place, or the smaller type
    /// that the matrix has: a second grid of 32 levels adds 2 % to the numbers of one of 16.
    private static DType fitting(Tensor t, DType type) {
        if (t.dim(1) % type.blockSize() == 0) {
            return type;
        }
        DType instead = switch (type) {
            case Q4_K -> fitting(t, DType.Q5_0);
            case Q5_K -> fitting(t, DType.Q5_1);
            case Q6_K -> fitting(t, DType.Q8_0);
            default -> DType.F16;
        };
        return t.dtype().quantised() && t.dtype().bytes(t.size()) <= instead.bytes(t.size()) ? t.dtype() : instead;
    }

    /// Whether it is a vector, or one of each expert.
    private static boolean vector(String name, Tensor t) {
        return t.rank() == 1 || name.endsWith(".bias");
    }

    private static Tensor matrix(Tensor t, DType type, Kernels kernels, SegmentAllocator into) {
        if (!type.quantised() || t.dtype() == type) {
            return written(t, type, kernels, into);
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
