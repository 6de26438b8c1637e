package t2l.tensor.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.Lanes.BYTES;
import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The innermost loops of a matrix product: a small tile of the result stays in registers while `k` runs.
///
/// ```
///              b0      b1      b2        one row of b: 3 registers
///           ┌───────┬───────┬───────┐
///    a[0,k] │  c00  │  c01  │  c02  │
///    a[1,k] │  c10  │  c11  │  c12  │    each step of k: 3 loads of b, 8 broadcasts of a,
///      …    │   …   │   …   │   …   │    24 multiply-adds into 24 registers
///    a[7,k] │  c70  │  c71  │  c72  │
///           └───────┴───────┴───────┘
/// ```
///
/// A tile of `rows × vectors` registers needs `vectors + rows` loads for `rows · vectors` multiply-adds, so larger is
/// better until the registers are full: 8 × 3 of 32, 4 × 3 of 16. Every accumulator is written out because the compiler
/// keeps only named locals in registers, and nothing is moved to a method of its own because beyond some size it stops
/// inlining, which costs a factor of ten.
///
/// Element `[i,k]` of `a` lies at byte `ao + i·rs + k·ks`, row `k` of `b` at `bo + k·bs`, row `i` of the result at
/// `co + i·cs`. Each result element is the chain `fma(a[i,k], b[k,j], …)` over `k` from 0, whatever the tile.
final class Tiles {
    /// Rows of the full tile: AVX2 is the one kind of vector that comes with only 16 registers.
    static final int ROWS = L == 8 ? 4 : 8;

    /// Rows of the tile for what is left below full ones.
    static final int FEW = 4;

    /// Columns of the full tile.
    static final int COLUMNS = 3 * L;

    private Tiles() {}

    /// `c = a·b`, or `c += alpha · a·b` if `add`, for a tile of `rows` (at most [#FEW], else [#ROWS]) by `vectors`.
    static void tile(int rows, int vectors, int k, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo,
            long bs, boolean add, float alpha, MemorySegment c, long co, long cs) {
        if (rows > FEW) {
            switch (vectors) {
                case 3 -> tile8x3(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
                case 2 -> tile8x2(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
                default -> tile8x1(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
            }
        } else {
            switch (vectors) {
                case 3 -> tile4x3(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
                case 2 -> tile4x2(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
                default -> tile4x1(k, a, ao, rs, ks, b, bo, bs, add, alpha, c, co, cs);
            }
        }
    }

    private static void tile8x3(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F), c02 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F), c12 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F), c22 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F), c32 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F), c41 = FloatVector.zero(F), c42 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F), c51 = FloatVector.zero(F), c52 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F), c61 = FloatVector.zero(F), c62 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F), c71 = FloatVector.zero(F), c72 = FloatVector.zero(F);
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
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 4 * rs));
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 5 * rs));
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 6 * rs));
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            c62 = x.fma(b2, c62);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 7 * rs));
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            c72 = x.fma(b2, c72);
        }
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c01 = c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE));
            c02 = c02.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * BYTES, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c11 = c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE));
            c12 = c12.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + 2 * BYTES, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c21 = c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE));
            c22 = c22.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + 2 * BYTES, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
            c31 = c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE));
            c32 = c32.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + 2 * BYTES, LE));
            c40 = c40.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs, LE));
            c41 = c41.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs + BYTES, LE));
            c42 = c42.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs + 2 * BYTES, LE));
            c50 = c50.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs, LE));
            c51 = c51.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs + BYTES, LE));
            c52 = c52.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs + 2 * BYTES, LE));
            c60 = c60.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs, LE));
            c61 = c61.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs + BYTES, LE));
            c62 = c62.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs + 2 * BYTES, LE));
            c70 = c70.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs, LE));
            c71 = c71.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs + BYTES, LE));
            c72 = c72.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs + 2 * BYTES, LE));
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
        c40.intoMemorySegment(c, co + 4 * cs, LE);
        c41.intoMemorySegment(c, co + 4 * cs + BYTES, LE);
        c42.intoMemorySegment(c, co + 4 * cs + 2 * BYTES, LE);
        c50.intoMemorySegment(c, co + 5 * cs, LE);
        c51.intoMemorySegment(c, co + 5 * cs + BYTES, LE);
        c52.intoMemorySegment(c, co + 5 * cs + 2 * BYTES, LE);
        c60.intoMemorySegment(c, co + 6 * cs, LE);
        c61.intoMemorySegment(c, co + 6 * cs + BYTES, LE);
        c62.intoMemorySegment(c, co + 6 * cs + 2 * BYTES, LE);
        c70.intoMemorySegment(c, co + 7 * cs, LE);
        c71.intoMemorySegment(c, co + 7 * cs + BYTES, LE);
        c72.intoMemorySegment(c, co + 7 * cs + 2 * BYTES, LE);
    }

    private static void tile8x2(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F), c01 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F), c11 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F), c21 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F), c31 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F), c41 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F), c51 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F), c61 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F), c71 = FloatVector.zero(F);
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
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 4 * rs));
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 5 * rs));
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 6 * rs));
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 7 * rs));
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
        }
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c01 = c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c11 = c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c21 = c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
            c31 = c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE));
            c40 = c40.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs, LE));
            c41 = c41.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs + BYTES, LE));
            c50 = c50.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs, LE));
            c51 = c51.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs + BYTES, LE));
            c60 = c60.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs, LE));
            c61 = c61.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs + BYTES, LE));
            c70 = c70.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs, LE));
            c71 = c71.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs + BYTES, LE));
        }
        c00.intoMemorySegment(c, co, LE);
        c01.intoMemorySegment(c, co + BYTES, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c11.intoMemorySegment(c, co + cs + BYTES, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c21.intoMemorySegment(c, co + 2 * cs + BYTES, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
        c31.intoMemorySegment(c, co + 3 * cs + BYTES, LE);
        c40.intoMemorySegment(c, co + 4 * cs, LE);
        c41.intoMemorySegment(c, co + 4 * cs + BYTES, LE);
        c50.intoMemorySegment(c, co + 5 * cs, LE);
        c51.intoMemorySegment(c, co + 5 * cs + BYTES, LE);
        c60.intoMemorySegment(c, co + 6 * cs, LE);
        c61.intoMemorySegment(c, co + 6 * cs + BYTES, LE);
        c70.intoMemorySegment(c, co + 7 * cs, LE);
        c71.intoMemorySegment(c, co + 7 * cs + BYTES, LE);
    }

    private static void tile8x1(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
        FloatVector c00 = FloatVector.zero(F);
        FloatVector c10 = FloatVector.zero(F);
        FloatVector c20 = FloatVector.zero(F);
        FloatVector c30 = FloatVector.zero(F);
        FloatVector c40 = FloatVector.zero(F);
        FloatVector c50 = FloatVector.zero(F);
        FloatVector c60 = FloatVector.zero(F);
        FloatVector c70 = FloatVector.zero(F);
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
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 4 * rs));
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 5 * rs));
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 6 * rs));
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(F, a.get(JAVA_FLOAT_UNALIGNED, ao + 7 * rs));
            c70 = x.fma(b0, c70);
        }
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
            c40 = c40.fma(f, FloatVector.fromMemorySegment(F, c, co + 4 * cs, LE));
            c50 = c50.fma(f, FloatVector.fromMemorySegment(F, c, co + 5 * cs, LE));
            c60 = c60.fma(f, FloatVector.fromMemorySegment(F, c, co + 6 * cs, LE));
            c70 = c70.fma(f, FloatVector.fromMemorySegment(F, c, co + 7 * cs, LE));
        }
        c00.intoMemorySegment(c, co, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
        c40.intoMemorySegment(c, co + 4 * cs, LE);
        c50.intoMemorySegment(c, co + 5 * cs, LE);
        c60.intoMemorySegment(c, co + 6 * cs, LE);
        c70.intoMemorySegment(c, co + 7 * cs, LE);
    }

    private static void tile4x3(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
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
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c01 = c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE));
            c02 = c02.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * BYTES, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c11 = c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE));
            c12 = c12.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + 2 * BYTES, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c21 = c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE));
            c22 = c22.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + 2 * BYTES, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
            c31 = c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE));
            c32 = c32.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + 2 * BYTES, LE));
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

    private static void tile4x2(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
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
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c01 = c01.fma(f, FloatVector.fromMemorySegment(F, c, co + BYTES, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c11 = c11.fma(f, FloatVector.fromMemorySegment(F, c, co + cs + BYTES, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c21 = c21.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs + BYTES, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
            c31 = c31.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs + BYTES, LE));
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

    private static void tile4x1(int n, MemorySegment a, long ao, long rs, long ks, MemorySegment b, long bo, long bs,
            boolean add, float alpha, MemorySegment c, long co, long cs) {
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
        if (add) {
            FloatVector f = FloatVector.broadcast(F, alpha);
            c00 = c00.fma(f, FloatVector.fromMemorySegment(F, c, co, LE));
            c10 = c10.fma(f, FloatVector.fromMemorySegment(F, c, co + cs, LE));
            c20 = c20.fma(f, FloatVector.fromMemorySegment(F, c, co + 2 * cs, LE));
            c30 = c30.fma(f, FloatVector.fromMemorySegment(F, c, co + 3 * cs, LE));
        }
        c00.intoMemorySegment(c, co, LE);
        c10.intoMemorySegment(c, co + cs, LE);
        c20.intoMemorySegment(c, co + 2 * cs, LE);
        c30.intoMemorySegment(c, co + 3 * cs, LE);
    }

}
