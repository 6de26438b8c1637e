package t2l.tensor;

import module java.base;

/// Numbers in native memory, seen through a shape.
///
/// A tensor never owns its memory: an [java.lang.foreign.Arena] or a [Workspace] does. [#t], [#reshape], [#narrow] and
/// [#permute] are views that share it. Element `[i0, …, in]` lies at `offset + Σ i_k · strides[k]`, counted in
/// elements. Two tensors are equal only if they are the same object.
public final class Tensor {
    /// Vector loads that straddle a cache line are slow: every block starts on one.
    public static final long ALIGNMENT = 64;

    private final DType dtype;
    private final int[] shape;
    private final long[] strides;
    private final long offset;
    private final Memory memory;

    private Tensor(DType dtype, int[] shape, long[] strides, long offset, Memory memory) {
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.memory = memory;
    }

    /// A row-major tensor in new memory; its content is what the allocator gives (zeros from an arena).
    public static Tensor allocate(SegmentAllocator from, DType dtype, int... shape) {
        return over(LargePages.allocate(from, dtype.bytes(Shapes.count(shape))), dtype, shape);
    }

    /// A row-major tensor over the first bytes of `data`, which must be native memory that no other tensor lies over,
    /// except views of this one.
    public static Tensor over(MemorySegment data, DType dtype, int... shape) {
        return over(new Memory(data), dtype, shape);
    }

    /// A row-major tensor over the first bytes of `memory`.
    static Tensor over(Memory memory, DType dtype, int... shape) {
        MemorySegment data = memory.place();
        long bytes = dtype.bytes(Shapes.count(shape));
        if (!data.isNative() || data.byteSize() < bytes) {
            throw new IllegalArgumentException("tensor: " + name(dtype, shape) + " needs " + bytes
                    + " bytes of native memory, got " + data.byteSize() + (data.isNative() ? "" : " on the heap"));
        }
        if (dtype.quantised() && (shape.length == 0 || shape[shape.length - 1] % dtype.blockSize() != 0)) {
            throw new IllegalArgumentException(
                    "tensor: " + name(dtype, shape) + " needs a last axis that is a multiple of " + dtype.blockSize());
        }
        int[] own = shape.clone();
        return new Tensor(dtype, own, Shapes.rowMajor(own), 0, memory);
    }

    /// An F32 tensor with these values, row-major.
    public static Tensor of(SegmentAllocator from, float[] values, int... shape) {
        return of(from, DType.F32, MemorySegment.ofArray(values), shape);
    }

    /// An I32 tensor with these values, row-major.
    public static Tensor of(SegmentAllocator from, int[] values, int... shape) {
        return of(from, DType.I32, MemorySegment.ofArray(values), shape);
    }

    private static Tensor of(SegmentAllocator from, DType dtype, MemorySegment values, int... shape) {
        Tensor t = allocate(from, dtype, shape);
        if (dtype.bytes(t.size()) != values.byteSize()) {
            throw Shapes.failure("of", "as many elements as the " + values.byteSize() / dtype.bytes(1) + " values", t);
        }
        t.forWriting().copyFrom(values);
        return t;
    }

    public DType dtype() {
        return dtype;
    }

    public int rank() {
        return shape.length;
    }

    /// The size along `axis`; negative axes count from the end.
    public int dim(int axis) {
        return shape[axis < 0 ? axis + shape.length : axis];
    }

    /// All sizes, as a copy.
    public int[] dims() {
        return shape.clone();
    }

    /// Elements between neighbours along `axis`; negative axes count from the end.
    public long stride(int axis) {
        return strides[axis < 0 ? axis + strides.length : axis];
    }

    /// The position of the first element in [#forReading], in elements.
    public long offset() {
        return offset;
    }

    /// The memory that holds the elements, shared with all views, to be read only. Ask again after a kernel has run: a
    /// device's kernels may have left what they changed on the device, and this call brings it here.
    public MemorySegment forReading() {
        return memory.forReading();
    }

    /// As [#forReading], to be written as well. The copies that devices hold count as outdated afterwards.
    public MemorySegment forWriting() {
        return memory.forWriting();
    }

    /// The memory that holds the elements, and the copies that devices hold of it.
    public Memory memory() {
        return memory;
    }

    public long size() {
        return Shapes.count(shape);
    }

    /// Whether the elements lie end to end in row-major order.
    public boolean contiguous() {
        long n = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != n) {
                return false;
            }
            n *= shape[i];
        }
        return true;
    }

    /// Element at row-major position `flat`, which for a view is not its place in memory.
    public double get(long flat) {
        return dtype.get(memory.forReading(), place(flat));
    }

    /// Writes the element at row-major position `flat`.
    public void set(long flat, double v) {
        dtype.set(memory.forWriting(), place(flat), v);
    }

    /// Element `[i, j]` of a matrix.
    public double at(int i, int j) {
        return dtype.get(memory.forReading(), offset + i * strides[0] + j * strides[1]);
    }

    /// Element `[s, i, j]` of a batch of matrices.
    public double at(int s, int i, int j) {
        return dtype.get(memory.forReading(), offset + s * strides[0] + i * strides[1] + j * strides[2]);
    }

    private long place(long flat) {
        long at = offset;
        for (int k = shape.length - 1; k >= 0; k--) {
            at += flat % shape[k] * strides[k];
            flat /= shape[k];
        }
        return at;
    }

    /// `[m, n]` seen as `[n, m]`; of a rank-3 tensor the last two axes change places.
    public Tensor t() {
        return switch (rank()) {
            case 2 -> permute(1, 0);
            case 3 -> permute(0, 2, 1);
            default -> throw Shapes.failure("t", "a matrix or a batch of matrices", this);
        };
    }

    /// Axis `k` of the view is axis `axes[k]` of this tensor.
    public Tensor permute(int... axes) {
        if (axes.length != rank()) {
            throw Shapes.failure("permute", "axes " + Arrays.toString(axes), this);
        }
        int[] s = new int[axes.length];
        long[] st = new long[axes.length];
        for (int k = 0; k < axes.length; k++) {
            s[k] = shape[axes[k]];
            st[k] = strides[axes[k]];
        }
        return new Tensor(dtype, s, st, offset, memory);
    }

    /// The same elements under another shape. Needs a contiguous tensor, or one whose rows (all but the last axis of
    /// either shape) keep a common stride, as a band of columns cut by [#narrow] has.
    public Tensor reshape(int... to) {
        if (Shapes.count(to) != size()) {
            throw Shapes.failure("reshape", Shapes.count(to) + " elements for " + Arrays.toString(to), this);
        }
        if (contiguous() || size() == 0) {
            int[] own = to.clone();
            return new Tensor(dtype, own, Shapes.rowMajor(own), offset, memory);
        }
        return new Tensor(dtype, to.clone(), split(to), offset, memory);
    }

    /// Strides of `to` over non-contiguous memory: each axis of this tensor may be split into several of `to`, or
    /// neighbouring axes with one common stride joined.
    private long[] split(int[] to) {
        long[] st = new long[to.length];
        int from = shape.length - 1;
        long run = 0; // elements of the current run of this tensor's axes that `to` has not covered yet
        long step = 1; // stride of the next axis of `to` within that run
        for (int k = to.length - 1; k >= 0; k--) {
            if (to[k] == 1) {
                st[k] = step;
                continue;
            }
            while (run <= 1 && from >= 0) {
                run = shape[from];
                step = strides[from];
                from--;
                while (from >= 0 && strides[from] == step * run && run % to[k] != 0) {
                    run *= shape[from--];
                }
            }
            if (run == 0 || run % to[k] != 0) {
                throw Shapes.failure("reshape", "a layout that " + Arrays.toString(to) + " can view without a copy",
                        this);
            }
            st[k] = step;
            step *= to[k];
            run /= to[k];
        }
        return st;
    }

    /// The slice `from … from + count` along `axis`. A quantised tensor can be cut along its last axis only between
    /// blocks.
    public Tensor narrow(int axis, int from, int count) {
        int k = axis < 0 ? axis + shape.length : axis;
        if (from < 0 || count < 0 || from > shape[k] - count) {
            throw Shapes.failure("narrow", "axis " + k + " to hold " + from + " … " + ((long) from + count), this);
        }
        int[] s = shape.clone();
        s[k] = count;
        return new Tensor(dtype, s, strides, offset + from * strides[k], memory);
    }

    /// Writes `v` everywhere; returns this tensor.
    public Tensor fill(double v) {
        for (long i = 0, n = size(); i < n; i++) {
            set(i, v);
        }
        return this;
    }

    /// All elements in row-major order. Throws [IllegalArgumentException] if there are more than an array holds.
    public double[] toDoubles() {
        double[] all = new double[count()];
        if (dtype == DType.F32) {
            float[] floats = toFloats();
            for (int i = 0; i < all.length; i++) {
                all[i] = floats[i];
            }
            return all;
        }
        for (int i = 0; i < all.length; i++) {
            all[i] = get(i);
        }
        return all;
    }

    /// The same in single precision.
    public float[] toFloats() {
        float[] all = new float[count()];
        read(all);
        return all;
    }

    /// Writes all elements in row-major order to the beginning of `to`, in single precision.
    public void read(float[] to) {
        if (to.length < size()) {
            throw Shapes.failure("read", "at most " + to.length + " elements", this);
        }
        int n = (int) size();
        if (dtype == DType.F32 && contiguous()) {
            MemorySegment.copy(memory.forReading(), ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * offset, to, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            to[i] = (float) get(i);
        }
    }

    private int count() {
        Shapes.require(size() <= Integer.MAX_VALUE, "to an array", "at most 2^31 - 1 elements", this);
        return (int) size();
    }

    /// Type and shape, as error messages print it: `f32[7, 2048]`.
    @Override
    public String toString() {
        return name(dtype, shape);
    }

    private static String name(DType dtype, int... shape) {
        return dtype.name().toLowerCase(Locale.ROOT) + Arrays.toString(shape);
    }
}
