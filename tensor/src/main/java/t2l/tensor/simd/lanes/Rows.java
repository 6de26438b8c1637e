package t2l.tensor.simd.lanes;

import t2l.tensor.*;

/// An operand as the kernels walk it: rows whose elements lie end to end, at any distance from each other.
///
/// Kernels that know no columns see a contiguous tensor as one long row in pieces of [#PIECE] elements ("flat"). An
/// object is set to one tensor after the other, so that a call allocates nothing.
public final class Rows {
    /// Elements of a row of a flat operand: 32 KB, half of a first-level cache.
    public static final int PIECE = 8192;

    private long size;
    private int width;
    private long start;
    private int inner = 1;
    private long outerStep;
    private long innerStep;

    /// Looks at an F32 tensor that is only read; false if its rows are not of the kind above.
    public boolean see(Tensor t, boolean flat) {
        return see(t, DType.F32, flat);
    }

    /// Looks at a tensor of this type that is only read; false if it has another or its rows are not of the kind above.
    public boolean see(Tensor t, DType type, boolean flat) {
        return walks(t, type, flat) && place(t, flat, RawMemory.toRead(t));
    }

    /// As [#see], for a tensor that is written.
    public boolean edit(Tensor t, boolean flat) {
        return edit(t, DType.F32, flat);
    }

    /// As [#see], for a tensor that is written.
    public boolean edit(Tensor t, DType type, boolean flat) {
        return walks(t, type, flat) && place(t, flat, RawMemory.toWrite(t));
    }

    private static boolean walks(Tensor t, DType type, boolean flat) {
        return t.dtype() == type && (flat || rows(t));
    }

    /// Returns true.
    private boolean place(Tensor t, boolean flat, long memory) {
        DType type = t.dtype();
        size = t.size();
        width = flat ? PIECE : t.dim(-1);
        start = memory + type.bytes(t.offset());
        inner = 1;
        outerStep = 0;
        innerStep = 0;
        if (flat) {
            outerStep = type.bytes(PIECE);
        } else if (t.rank() == 2) {
            outerStep = type.bytes(t.stride(0));
        } else if (t.rank() == 3) {
            inner = Math.max(1, t.dim(1));
            outerStep = type.bytes(t.stride(0));
            innerStep = type.bytes(t.stride(1));
        }
        return true;
    }

    /// Looks at an F32 vector as a row that is the same for every row of the other operands.
    public boolean seeRow(Tensor t) {
        return t.rank() == 1 && see(t, DType.F32, false);
    }

    /// As [#seeRow], for a vector that is written.
    public boolean editRow(Tensor t) {
        return t.rank() == 1 && edit(t, DType.F32, false);
    }

    private static boolean rows(Tensor t) {
        if (t.rank() < 1 || t.rank() > 3 || (t.stride(-1) != 1 && t.dim(-1) != 1)) {
            return false;
        }
        int block = t.dtype().blockSize();
        boolean whole = t.offset() % block == 0;
        for (int k = 0; k < t.rank() - 1; k++) {
            whole &= t.stride(k) % block == 0;
        }
        return whole;
    }

    /// How many rows there are. Throws [IllegalArgumentException] for more than 2³¹ − 1.
    public int count() {
        long rows = size == 0 ? 0 : Math.ceilDiv(size, width);
        if (rows > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("kernel: needs at most 2^31 − 1 rows of an operand, got " + rows);
        }
        return (int) rows;
    }

    /// Runs `body` over all rows, some `chunk` elements at a time.
    public void share(Parallel threads, int chunk, Parallel.Body body) {
        int rows = count();
        if (rows > 0) {
            threads.rows(rows, Math.max(1, chunk / width), body);
        }
    }

    /// Which element of the tensor row `r` starts with.
    public long first(int r) {
        return (long) r * width;
    }

    /// The elements of row `r`: fewer than of the others in the last piece of a flat operand.
    public int length(int r) {
        return (int) Math.min(width, size - first(r));
    }

    /// Bytes between neighbouring rows of one matrix of a rank-3 tensor.
    public long step() {
        return innerStep;
    }

    /// The address of row `r`. For a rank-3 tensor rows are counted over its first two axes.
    public long row(int r) {
        return inner == 1 ? start + r * outerStep : start + r / inner * outerStep + r % inner * innerStep;
    }
}
