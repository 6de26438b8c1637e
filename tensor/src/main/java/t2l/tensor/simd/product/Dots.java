package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Lanes;

/// Products with few rows of `a` against long columns of `b`: decoding a handful of tokens, adapters of small rank.
/// Packing `b` would cost more than it saves, so each result is a dot product along `k`, 4 × 2 at a time.
///
/// ```
///              b column j     ░░░░░░░░ ──▶ k      read once, where it lies
///              b column j+1   ░░░░░░░░ ──▶
///    a row i   ▓▓▓▓▓▓▓▓ ──▶   c c                 each c: 16 lanes, folded at the end
///      i+1     ▓▓▓▓▓▓▓▓ ──▶   c c
///      i+2     ▓▓▓▓▓▓▓▓ ──▶   c c                 the few rows stay in the cache
///      i+3     ▓▓▓▓▓▓▓▓ ──▶   c c
/// ```
///
/// Lane `l` of a dot product adds the elements `l, l + 16, …` in this order; what is beyond the last whole sixteen is
/// added to the folded sum one by one.
final class Dots {
    /// Rows of `a` up to which this is the faster way.
    static final int FEW = 8;

    /// Length of a sum from which folding its lanes does not matter much.
    static final int LONG = 64;

    private static final int ROWS = 4;

    /// Multiply-adds of one task.
    private static final long TASK = 1 << 16;

    private final Product p;
    private final Parallel threads;
    private final Scratch[] scratch;
    private final Arena arena;
    private final Parallel.Body body = this::run;
    private int columns;
    private int tasks;

    /// Memory of one thread: two columns of `b` as floats, and sums.
    private static final class Scratch {
        final MemorySegment sums;
        MemorySegment pair = MemorySegment.NULL;
        long pitch;

        Scratch(Arena arena) {
            sums = arena.allocate(4L * Lanes.VIRTUAL * ROWS * 2, 64);
        }

        void reserve(Arena arena, int k) {
            pitch = Math.ceilDiv(k, FrozenWeights.BLOCK) * 4L * FrozenWeights.BLOCK;
            if (pair.byteSize() < 2 * pitch) {
                pair = arena.allocate(2 * pitch, 64);
            }
        }
    }

    Dots(Product p, Parallel threads, Arena arena) {
        this.p = p;
        this.threads = threads;
        this.arena = arena;
        scratch = new Scratch[threads.threads()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch(arena);
        }
    }

    /// Whether this is the way for the product as it stands.
    boolean suit() {
        return p.m <= FEW && p.k >= LONG && p.b.row == 1 && p.a.isFloat() && p.a.column == 1;
    }

    /// Computes all products.
    void run() {
        columns = Math.clamp(TASK / ((long) p.m * p.k) / 2 * 2, 2, Math.max(2, p.n));
        tasks = Math.ceilDiv(p.n, columns);
        for (int i = 0; i < scratch.length && !p.b.isFloat(); i++) {
            scratch[i].reserve(arena, p.k);
        }
        int grain = Math.clamp(TASK / Math.max(1, (long) p.m * p.k * Math.min(p.n, columns)), 1, 1 << 20);
        threads.rows(p.count * tasks, grain, body);
    }

    private void run(int worker, int from, int to) {
        for (int task = from; task < to; task++) {
            int j = task % tasks * columns;
            columns(scratch[worker], task / tasks, j, Math.min(p.n, j + columns));
        }
    }

    private void columns(Scratch w, int item, int j0, int j1) {
        Operand a = p.a;
        Operand b = p.b;
        MemorySegment x = a.data;
        long first = a.byteAt(item, 0, 0);
        long step = 4 * a.row;
        for (int j = j0; j < j1; j += 2) {
            int last = Math.min(j + 1, j1 - 1);
            MemorySegment y = b.data;
            long y0 = b.byteAt(item, 0, j);
            long y1 = b.byteAt(item, 0, last);
            if (!b.isFloat()) {
                y = w.pair;
                y0 = 0;
                y1 = w.pitch;
                FrozenWeights.toFloats(b.dtype, b.data, b.at(item, 0, j), p.k, y, y0);
                FrozenWeights.toFloats(b.dtype, b.data, b.at(item, 0, last), p.k, y, y1);
            }
            for (int i = 0; i < p.m; i += ROWS) {
                long x0 = first + i * step;
                long x1 = first + Math.min(i + 1, p.m - 1) * step;
                long x2 = first + Math.min(i + 2, p.m - 1) * step;
                long x3 = first + Math.min(i + 3, p.m - 1) * step;
                for (int part = 0; part < Lanes.PARTS; part++) {
                    long shift = part * BYTES;
                    tile(p.k / 16, x, x0 + shift, x1 + shift, x2 + shift, x3 + shift, y, y0 + shift, y1 + shift, w.sums,
                            shift);
                }
                Lanes.fold(w.sums);
                store(w.sums, item, i, j, last, x, first, step, y, y0, y1);
            }
        }
    }

    /// One register of each of the eight sums, over `n` sixteens, to `sums`, 64 bytes apart.
    private static void tile(int n, MemorySegment x, long x0, long x1, long x2, long x3, MemorySegment y, long y0,
            long y1, MemorySegment sums, long at) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c31 = FloatVector.zero(F);
        long k = 0;
        for (int i = 0; i < n; i++, k += 64) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, y, y0 + k, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, y, y1 + k, LE);
            FloatVector a = FloatVector.fromMemorySegment(F, x, x0 + k, LE);
            c00 = a.fma(b0, c00);
            c01 = a.fma(b1, c01);
            a = FloatVector.fromMemorySegment(F, x, x1 + k, LE);
            c10 = a.fma(b0, c10);
            c11 = a.fma(b1, c11);
            a = FloatVector.fromMemorySegment(F, x, x2 + k, LE);
            c20 = a.fma(b0, c20);
            c21 = a.fma(b1, c21);
            a = FloatVector.fromMemorySegment(F, x, x3 + k, LE);
            c30 = a.fma(b0, c30);
            c31 = a.fma(b1, c31);
        }
        c00.intoMemorySegment(sums, at, LE);
        c01.intoMemorySegment(sums, at + 64, LE);
        c10.intoMemorySegment(sums, at + 128, LE);
        c11.intoMemorySegment(sums, at + 192, LE);
        c20.intoMemorySegment(sums, at + 256, LE);
        c21.intoMemorySegment(sums, at + 320, LE);
        c30.intoMemorySegment(sums, at + 384, LE);
        c31.intoMemorySegment(sums, at + 448, LE);
    }

    private void store(MemorySegment sums, int item, int i0, int j0, int j1, MemorySegment x, long first, long step,
            MemorySegment y, long y0, long y1) {
        Operand c = p.c;
        int whole = p.k / 16 * 16;
        for (int i = i0; i < Math.min(p.m, i0 + ROWS); i++) {
            for (int j = j0; j <= j1; j++) {
                float sum = sums.get(JAVA_FLOAT_UNALIGNED, 8L * ((i - i0) * 2 + j - j0));
                for (int k = whole; k < p.k; k++) {
                    sum = Math.fma(x.get(JAVA_FLOAT_UNALIGNED, first + i * step + 4L * k),
                            y.get(JAVA_FLOAT_UNALIGNED, (j == j0 ? y0 : y1) + 4L * k), sum);
                }
                long at = c.byteAt(item, i, j);
                c.data.set(JAVA_FLOAT_UNALIGNED, at,
                        p.add ? Math.fma(p.alpha, sum, c.data.get(JAVA_FLOAT_UNALIGNED, at)) : sum);
            }
        }
    }
}
