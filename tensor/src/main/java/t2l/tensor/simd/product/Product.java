package t2l.tensor.simd.product;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.simd.lanes.RawMemory;

/// One call of `matmul`: `count` times `c[m,n] = a[m,k] · b[k,n]`, or `c += alpha · a · b` if `add`. One object serves
/// all calls of its owner.
final class Product {
    int count;
    int m;
    int n;
    int k;
    boolean add;
    float alpha;
    /// The address of `b` in a [PackedWeight], or 0.
    long packed;
    Operand a = new Operand();
    Operand b = new Operand();
    final Operand c = new Operand();

    void set(boolean add, double alpha, Tensor a, Tensor b, Tensor out) {
        this.add = add;
        this.alpha = (float) alpha;
        this.a.see(a);
        this.b.see(b);
        c.edit(out);
        count = out.rank() == 3 ? out.dim(0) : 1;
        m = out.dim(-2);
        n = out.dim(-1);
        k = a.dim(-1);
    }

    /// The same product seen as `cᵀ = bᵀ · aᵀ`.
    void transpose() {
        Operand oldA = a;
        a = b;
        b = oldA;
        a.transpose();
        b.transpose();
        c.transpose();
        int oldM = m;
        m = n;
        n = oldM;
    }

    /// Multiply-adds of one of the `count` products.
    long work() {
        return (long) m * n * k;
    }

    /// One operand of a [Product]: a tensor's place in memory as plain numbers, so that transposing it or walking through
    /// a batch makes no new objects. All offsets count elements.
    static final class Operand {
        DType dtype;
        private long address;
        long row;
        long column;
        private long offset;
        private long batch;

        /// Looks at a tensor that is only read.
        void see(Tensor t) {
            place(t);
            address = RawMemory.toRead(t);
        }

        /// Looks at a tensor that is written.
        void edit(Tensor t) {
            place(t);
            address = RawMemory.toWrite(t);
        }

        private void place(Tensor t) {
            dtype = t.dtype();
            offset = t.offset();
            row = t.stride(-2);
            column = t.stride(-1);
            batch = t.rank() == 3 ? t.stride(0) : 0;
        }

        void transpose() {
            long old = row;
            row = column;
            column = old;
        }

        /// Whether the products can read it: floats of any layout, or frozen weights with contiguous rows or columns, whole
        /// blocks of them if quantised.
        boolean readable() {
            return switch (dtype) {
                case F32 -> true;
                case F16, BF16 -> row == 1 || column == 1;
                case F64, I32 -> false;
                default -> (row == 1 || column == 1) && offset % dtype.blockSize() == 0
                        && batch % dtype.blockSize() == 0 && Math.max(row, column) % dtype.blockSize() == 0;
            };
        }

        boolean isFloat() {
            return dtype == DType.F32;
        }

        /// The address of the element `[i,j]` of matrix `s`, the first of a block if the type has blocks.
        long addressOf(int s, int i, int j) {
            long element = offset + s * batch + i * row + j * column;
            return address + (isFloat() ? 4 * element : dtype.bytes(element));
        }
    }
}
