package t2l.tensor.x86;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.lanes.RawMemory;

/// Products of f32 rows, rounded to signed bytes for each group of 32 ([Rounded]), and a quantised weight, by functions that
/// [DotCode] writes for the processor at hand. The order of additions is a function of the shape alone.
final class ByteProducts implements Parallel.Body {
    /// Rows of activations that are rounded at once.
    private static final int BATCH = 64;
    /// Rows of weights of one call, which [DotCode#SUMS_STEP] has room for.
    private static final int WEIGHTS = 64;
    /// Rows of weights that stay in a cache while several rows of activations pass.
    private static final int CACHED = 16;
    /// Elements of activations that stay in the nearest cache, when there are several rows.
    private static final int NEAR = 16384;

    private final Parallel threads;
    private final ByteCode code;
    private final Arena arena = Arena.ofAuto();
    private MemorySegment activations = MemorySegment.NULL;
    private final MemorySegment[] sums;

    // The call that is running.
    private DType type;
    private Rounded rounded;
    private long x, w, out;
    private long xStep, wStep, outStep;
    private int k, n, m;
    private int first, rows;
    private boolean rounding;

    ByteProducts(Parallel threads, ByteCode code) {
        this.threads = threads;
        this.code = code;
        sums = new MemorySegment[threads.threads()];
        Arrays.setAll(sums, _ -> arena.allocate((long) Rounded.ROWS * DotCode.SUMS_STEP + 64, 64));
    }

    /// Computes `out = x · w` and returns true, or false if there is no code for these operands.
    boolean run(MatMul call) {
        Tensor a = call.a();
        Tensor b = call.b();
        Tensor c = call.out();
        type = b.dtype();
        if (call.add() || b.rank() != 2 || b.stride(0) != 1 || a.dtype() != DType.F32
                || c.dtype() != DType.F32 || a.stride(1) != 1 || c.stride(1) != 1) {
            return false;
        }
        k = a.dim(1);
        n = b.dim(1);
        m = a.dim(0);
        wStep = type.bytes(b.stride(1));
        if (k == 0 || !code.takes(type, k) || b.stride(1) % type.blockSize() != 0
                || b.offset() % type.blockSize() != 0) {
            return false;
        }
        rounded = Rounded.of(type);
        x = RawMemory.toRead(a) + 4 * a.offset();
        w = RawMemory.toRead(b) + type.bytes(b.offset());
        out = RawMemory.toWrite(c) + 4 * c.offset();
        xStep = 4L * a.stride(0);
        outStep = 4L * c.stride(0);
        int most = Math.min(BATCH, m);
        if (activations.byteSize() < most * rounded.bytes(k)) {
            activations = arena.allocate(most * rounded.bytes(k), 64);
        }
        for (first = 0; first < m; first += rows) {
            rows = Math.min(BATCH, m - first);
            rounding = true;
            threads.rows(Math.ceilDiv(rows, Rounded.ROWS), 1, this);
            rounding = false;
            threads.rows(n, rows <= Rounded.ROWS ? WEIGHTS : CACHED, this);
        }
        return true;
    }

    @Override
    public void run(int worker, int from, int to) {
        if (rounding) {
            round(from * Rounded.ROWS, Math.min(rows, to * Rounded.ROWS));
        } else {
            multiply(sums[worker].address(), from, to);
        }
    }

    /// Rows of activations that lie together from row `row` on.
    private int together(int row) {
        return Math.min(Rounded.ROWS, rows - row);
    }

    /// The address of the first piece of rows that lie together.
    private long piece(int row) {
        return activations.address() + row * rounded.bytes(k);
    }

    private void round(int from, int to) {
        int step = together(from) * rounded.bytes();
        for (int row = from; row < to; row++) {
            long piece = piece(from) + (row - from) * (long) rounded.bytes();
            long element = x + (first + row) * xStep;
            for (int i = 0; i < k; i += Rounded.PIECE, piece += step, element += 4L * Rounded.PIECE) {
                int groups = Math.min(Rounded.PIECE, k - i) / DType.BLOCK;
                if (groups < 4) {
                    RawMemory.ALL.asSlice(piece, rounded.bytes()).fill((byte) 0);
                }
                code.round(rounded, element, groups, piece);
            }
        }
    }

    private void multiply(long lanes, int from, int to) {
        for (int row = 0; row < rows; row += Rounded.ROWS) {
            int together = together(row);
            int near = NEAR / together;
            long piece = piece(row);
            for (int i = 0; i < k; i += near) {
                int count = Math.min(near, k - i);
                code.dot(type, together, w + from * wStep + type.bytes(i), wStep, to - from,
                        piece + together * rounded.bytes(i), lanes, i > 0, count);
            }
            for (int j = 0; j < together; j++) {
                code.fold(lanes + (long) j * DotCode.SUMS_STEP, to - from,
                        out + (first + row + j) * outStep + 4L * from);
            }
        }
    }
}
