package t2l.testkit;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Kernel;

/// One call of a kernel on tensors of F32 (and of whatever else it reads), the same call on the same numbers in F64, and
/// what the first may differ by.
public final class KernelCase {
    /// The kernel of some operands, in the order in which they were made.
    @FunctionalInterface
    interface Call {
        Kernel of(List<Tensor> t);
    }

    /// How far a result may lie from the exact one: for operand `k` a bound for each element, from the exact values of
    /// all operands before the call. Rounding the result to F32 is added to it.
    @FunctionalInterface
    interface Bound {
        double[] of(int k, double[][] before);
    }

    /// How operands lie in memory.
    public enum Layout {
        /// Row-major.
        ROWS,
        /// A window of something larger, its rows contiguous: what `narrow` cuts.
        WINDOW,
        /// Any view, transposed ones among them.
        ANY
    }

    /// An operand.
    ///
    /// @param base  what holds the memory of `fast`
    /// @param fast  what the kernel is called with
    /// @param exact the same numbers, in F64 unless the operand is not of floating point or is to agree bit for bit
    /// @param written whether the call changes it
    public record Operand(Tensor base, Tensor fast, Tensor exact, boolean written) {}

    private final Arena arena;
    private final RandomGenerator random;
    private final Layout layout;
    private final List<Operand> operands = new ArrayList<>();
    private Call call = t -> new Fill(0, t.getFirst());
    private Bound bound = (_, _) -> new double[0];

    KernelCase(Arena arena, RandomGenerator random, Layout layout) {
        this.arena = arena;
        this.random = random;
        this.layout = layout;
    }

    /// Normal numbers that the call reads.
    KernelCase in(int... shape) {
        return add(Gen.tensor(arena, DType.F32, random, shape), DType.F64, layout, false);
    }

    /// Numbers that the call reads: `f` of normal ones.
    KernelCase in(DoubleUnaryOperator f, int... shape) {
        Tensor t = Gen.tensor(arena, DType.F32, random, shape);
        for (long i = 0; i < t.size(); i++) {
            t.set(i, f.applyAsDouble(t.get(i)));
        }
        return add(t, DType.F64, layout, false);
    }

    /// Normal numbers that the call writes or adds to.
    KernelCase out(int... shape) {
        return add(Gen.tensor(arena, DType.F32, random, shape), DType.F64, layout, true);
    }

    /// Absolute values of normal numbers that the call adds to.
    KernelCase outPositive(int... shape) {
        Tensor t = Gen.tensor(arena, DType.F32, random, shape);
        for (long i = 0; i < t.size(); i++) {
            t.set(i, Math.abs(t.get(i)));
        }
        return add(t, DType.F64, layout, true);
    }

    /// Numbers of another type that the call reads.
    KernelCase in(DType type, int... shape) {
        return add(Gen.tensor(arena, type, random, shape), type, Layout.ROWS, false);
    }

    /// A result of another type, which must agree exactly.
    KernelCase out(DType type, int... shape) {
        return add(Gen.tensor(arena, type, random, shape), type, layout, true);
    }

    /// Whole numbers `low … high − 1` that the call reads.
    KernelCase ids(int low, int high, int... shape) {
        return add(Gen.ids(arena, random, low, high, shape), DType.I32, Layout.ROWS, false);
    }

    /// An operand with these numbers, which the call reads.
    KernelCase ids(Tensor t) {
        return add(t, DType.I32, Layout.ROWS, false);
    }

    /// Where two texts of `n` positions begin and end: the first has some, the second may have none.
    KernelCase spans(int n) {
        Tensor all = Gen.ids(arena, random, 0, n + 1, 2, 2);
        all.set(0, Math.min(all.get(0), 1));
        all.set(1, n);
        return ids(all);
    }

    private KernelCase add(Tensor numbers, DType exactType, Layout where, boolean written) {
        Tensor exact = numbers;
        if (!numbers.dtype().quantised()) {
            exact = Tensor.allocate(arena, exactType, numbers.dims());
            put(numbers, exact);
        }
        Tensor base = numbers;
        Tensor fast = numbers;
        if (where == Layout.WINDOW) {
            int[] shape = numbers.dims();
            shape[shape.length - 1] += 5;
            if (shape.length > 1) {
                shape[shape.length - 2] += 2;
            }
            base = Gen.tensor(arena, numbers.dtype(), random, shape);
            fast = base.narrow(-1, 3, numbers.dim(-1));
            fast = shape.length > 1 ? fast.narrow(-2, 1, numbers.dim(-2)) : fast;
            put(numbers, fast);
        } else if (where == Layout.ANY) {
            fast = Gen.scattered(arena, random, numbers);
            base = Tensor.over(fast.forWriting(), numbers.dtype(),
                    Math.toIntExact(fast.forWriting().byteSize() / numbers.dtype().blockBytes()));
        }
        operands.add(new Operand(base, fast, exact, written));
        return this;
    }

    private static void put(Tensor from, Tensor to) {
        for (long i = 0; i < from.size(); i++) {
            to.set(i, from.get(i));
        }
    }

    /// What to call, and how far its results may be off.
    KernelCase does(Call call, Bound bound) {
        this.call = call;
        this.bound = bound;
        return this;
    }

    /// The operands, in the order of the call.
    public List<Operand> operands() {
        return List.copyOf(operands);
    }

    /// Numbers for the operands that are not drawn independently of each other.
    RandomGenerator random() {
        return random;
    }

    Arena arena() {
        return arena;
    }

    /// The kernel of the drawn operands.
    public Kernel kernel() {
        return call.of(operands.stream().map(Operand::fast).toList());
    }

    /// Runs it.
    public void run(Kernels kernels) {
        kernels.run(kernel());
    }

    /// Calls with these operands instead of the drawn ones.
    public void run(Kernels kernels, List<Tensor> instead) {
        kernels.run(call.of(instead));
    }

    /// Computes the exact operands by the definition.
    public void runExactly() {
        call.of(operands.stream().map(Operand::exact).toList()).define();
    }

    /// Calls with operand `k` one longer along its last axis; the others as they are.
    public void runMisshapen(Kernels kernels, int k) {
        List<Tensor> t = new ArrayList<>(operands.stream().map(Operand::fast).toList());
        int[] shape = t.get(k).dims();
        shape[shape.length - 1] += t.get(k).dtype().blockSize();
        t.set(k, Tensor.allocate(arena, t.get(k).dtype(), shape));
        kernels.run(call.of(t));
    }

    /// All memory of the operands in F32 and other types, what lies around views included.
    public List<byte[]> memory() {
        return operands.stream().map(o -> o.base.forReading().toArray(ValueLayout.JAVA_BYTE)).toList();
    }

    /// Makes memory what [#memory] was.
    public void restore(List<byte[]> memory) {
        for (int k = 0; k < memory.size(); k++) {
            MemorySegment.copy(MemorySegment.ofArray(memory.get(k)), 0, operands.get(k).base.forWriting(), 0,
                    memory.get(k).length);
        }
    }

    /// The bounds for operand `k` given the exact values before the call.
    public double[] bound(int k, double[][] before) {
        return bound.of(k, before);
    }
}
