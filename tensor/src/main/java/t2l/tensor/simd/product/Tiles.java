package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The innermost loops of a matrix product: a small tile of the result stays in registers while `k` runs.
///
/// ```
///              b0      b1      b2        one row of b: 3 registers
///           ┌───────┬───────┬───────┐
///    a[0,k] │  c00  │  c01  │  c02  │
///    a[1,k] │  c10  │  c11  │  c12  │    each step of k: 3 loads of b, 4 broadcasts of a,
///    a[2,k] │  c20  │  c21  │  c22  │    12 multiply-adds into 12 registers
///    a[3,k] │  c30  │  c31  │  c32  │
///           └───────┴───────┴───────┘
/// ```
///
/// A tile of `rows × vectors` registers needs `rows + vectors` loads for `rows · vectors` multiply-adds: 4 × 3 keeps two
/// multiply units busy and fits in the 16 registers of AVX2.
///
/// How this is written follows from the compilers. C2 keeps only named locals in registers, and stops inlining beyond
/// some size, so every accumulator and every load stands here in full. C1, which must compile a method before C2 does,
/// gives up on more than about 15 accumulators, and the method would then run a hundred times slower for ever: no
/// larger tiles. A branch that changes its mind throws compiled code away: one method that overwrites and one that
/// adds.
///
/// Element `[i,k]` of `a` lies at byte `ao + i·rs + k·ks`, row `k` of `b` at `bo + k·bs`, row `i` of the result at
/// `co + i·cs`. Each result element is the chain `fma(a[i,k], b[k,j], …)` over `k` from 0, whatever the tile.
public final class Tiles {
    /// Rows of a tile.
    public static final int ROWS = 4;

    /// Columns of the widest tile.
    public static final int COLUMNS = 3 * L;

    private Tiles() {}

    /// `c = a·b`, or `c += alpha · a·b` if `add`, for [#ROWS] rows by `vectors` registers.
    public static void tile(int vectors, int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo,
            long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
        if (add) {
            switch (vectors) {
                case 3 -> add3(n, a, ao, rs, ks, b, bo, bs, alpha, c, co, cs);
                case 2 -> add2(n, a, ao, rs, ks, b, bo, bs, alpha, c, co, cs);
                default -> add1(n, a, ao, rs, ks, b, bo, bs, alpha, c, co, cs);
            }
        } else {
            switch (vectors) {
                case 3 -> put3(n, a, ao, rs, ks, b, bo, bs, c, co, cs);
                case 2 -> put2(n, a, ao, rs, ks, b, bo, bs, c, co, cs);
                default -> put1(n, a, ao, rs, ks, b, bo, bs, c, co, cs);
            }
        }
    }

    private static void put3(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F), c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F), c12 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F), c22 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F), c32 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bo + BYTES, LE);
            FloatVector b2 = FloatVector.fromMemorySegment(F, b, bo + 2 * BYTES, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        c00.intoMemorySegment(c, co, LE);
        c01.intoMemorySegment(c, co + BYTES, LE);
        c02.intoMemorySegment(c, co + 2 * BYTES, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c11.intoMemorySegment(c, co + cs + BYTES, LE);
        c12.intoMemorySegment(c, co + cs + 2 * BYTES, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c21.intoMemorySegment(c, co + 2 * cs + BYTES, LE);
        c22.intoMemorySegment(c, co + 2 * cs + 2 * BYTES, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
        c31.intoMemorySegment(c, co + 3 * cs + BYTES, LE);
        c32.intoMemorySegment(c, co + 3 * cs + 2 * BYTES, LE);
    }

    private static void add3(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F), c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F), c12 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F), c22 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F), c32 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bo + BYTES, LE);
            FloatVector b2 = FloatVector.fromMemorySegment(F, b, bo + 2 * BYTES, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
        }
        FloatVector f = FloatVector.broadcast(F, alpha);
        c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE)).intoMemorySegment(c, co, LE);
        c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE)).intoMemorySegment(c, co + BYTES, LE);
        c02.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * BYTES, LE)).intoMemorySegment(c, co + 2 * BYTES, LE);
        c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE)).intoMemorySegment(c, co + cs, LE);
        c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE)).intoMemorySegment(c, co + cs + BYTES, LE);
        c12.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + 2 * BYTES, LE)).intoMemorySegment(c,
                co + cs + 2 * BYTES, LE);
        c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE)).intoMemorySegment(c, co + 2 * cs, LE);
        c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE)).intoMemorySegment(c,
                co + 2 * cs + BYTES, LE);
        c22.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + 2 * BYTES, LE)).intoMemorySegment(c,
                co + 2 * cs + 2 * BYTES, LE);
        c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE)).intoMemorySegment(c, co + 3 * cs, LE);
        c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE)).intoMemorySegment(c,
                co + 3 * cs + BYTES, LE);
        c32.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + 2 * BYTES, LE)).intoMemorySegment(c,
                co + 3 * cs + 2 * BYTES, LE);
    }

    private static void put2(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bo + BYTES, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoMemorySegment(c, co, LE);
        c01.intoMemorySegment(c, co + BYTES, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c11.intoMemorySegment(c, co + cs + BYTES, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c21.intoMemorySegment(c, co + 2 * cs + BYTES, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
        c31.intoMemorySegment(c, co + 3 * cs + BYTES, LE);
    }

    private static void add2(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, bo + BYTES, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        FloatVector f = FloatVector.broadcast(F, alpha);
        c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE)).intoMemorySegment(c, co, LE);
        c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE)).intoMemorySegment(c, co + BYTES, LE);
        c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE)).intoMemorySegment(c, co + cs, LE);
        c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE)).intoMemorySegment(c, co + cs + BYTES, LE);
        c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE)).intoMemorySegment(c, co + 2 * cs, LE);
        c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE)).intoMemorySegment(c,
                co + 2 * cs + BYTES, LE);
        c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE)).intoMemorySegment(c, co + 3 * cs, LE);
        c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE)).intoMemorySegment(c,
                co + 3 * cs + BYTES, LE);
    }

    private static void put1(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
        }
        c00.intoMemorySegment(c, co, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
    }

    private static void add1(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, bo, LE);
            FloatVector x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao));
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs));
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 2 * rs));
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 3 * rs));
            c30 = x.fma(b0, c30);
        }
        FloatVector f = FloatVector.broadcast(F, alpha);
        c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE)).intoMemorySegment(c, co, LE);
        c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE)).intoMemorySegment(c, co + cs, LE);
        c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE)).intoMemorySegment(c, co + 2 * cs, LE);
        c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE)).intoMemorySegment(c, co + 3 * cs, LE);
    }

    /// As [#tile], for the last `columns` columns of a row, fewer than a register holds; `b` is read as if they were all
    /// there. What must not be touched is masked out, and so is the old result if it does not count.
    static void edge(int columns, int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
        half(columns, n, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
        half(columns, n, a, ao + 2 * rs, rs, ks, b, bo, bs, add, alpha, c, co + 2 * cs, cs);
    }

    /// Two rows of an [#edge]: with the masks of four, C1 runs out of registers of its own.
    private static void half(int columns, int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo,
            long bs, boolean add, float alpha, MemorySegment c, long co, long cs) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = FloatVector.zero(F);
        for (int k = 0; k < n; k++, ao += ks, bo += bs) {
            FloatVector v = FloatVector.fromMemorySegment(F, b, bo, LE);
            c0 = v.fma(FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao)), c0);
            c1 = v.fma(FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + rs)), c1);
        }
        FloatVector f = FloatVector.broadcast(F, alpha);
        VectorMask<Float> some = F.indexInRange(0, columns);
        VectorMask<Float> old = F.indexInRange(0, add ? columns : 0);
        c0.blend(c0.fma(f, FloatVector.fromMemorySegment(F, c, co, LE, old)), old).intoMemorySegment(c, co, LE, some);
        co += cs;
        c1.blend(c1.fma(f, FloatVector.fromMemorySegment(F, c, co, LE, old)), old).intoMemorySegment(c, co, LE, some);
    }
}
