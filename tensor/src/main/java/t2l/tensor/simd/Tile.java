package t2l.tensor.simd;

import static t2l.tensor.simd.Lanes.BYTES;
import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// A matrix product small enough to stay in the first cache levels, without packing: what attention is made of.
///
/// Four rows by two registers of columns at a time. Every element is one chain of multiply-adds over `k` in order,
/// whatever tile it falls into, so its bits depend on nothing else.
final class Tile {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Tile() {}

    /// `out[rows, columns] = alpha · a · b`, or `+=` if `accumulate`.
    ///
    /// Element `a[r,k]` lies at byte `pa + r·rowA + k·stepA`, the row `b[k]` at `pb + k·rowB`, the row `out[r]` at `po +
    /// r·rowO`; those rows lie end to end.
    static void product(MemorySegment a, long pa, long rowA, long stepA, MemorySegment b, long pb, long rowB,
            boolean accumulate, float alpha,
            MemorySegment o, long po, long rowO, int rows, int inner, int columns) {
        int c = 0;
        for (; c + 2 * L <= columns; c += 2 * L) {
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                wide4(a, pa + r * rowA, rowA, stepA, b, pb + 4L * c, rowB, accumulate, alpha, o, po + r * rowO + 4L * c,
                        rowO, inner);
            }
            for (; r < rows; r++) {
                wide1(a, pa + r * rowA, stepA, b, pb + 4L * c, rowB, accumulate, alpha, o, po + r * rowO + 4L * c,
                        inner);
            }
        }
        for (; c < columns; c += L) {
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                narrow4(a, pa + r * rowA, rowA, stepA, b, pb + 4L * c, rowB, accumulate, alpha, o,
                        po + r * rowO + 4L * c, rowO, inner,
                        columns - c);
            }
            for (; r < rows; r++) {
                narrow1(a, pa + r * rowA, stepA, b, pb + 4L * c, rowB, accumulate, alpha, o, po + r * rowO + 4L * c,
                        inner, columns - c);
            }
        }
    }

    private static void wide4(MemorySegment a, long pa, long rowA, long stepA, MemorySegment b, long pb, long rowB,
            boolean accumulate, float alpha,
            MemorySegment o, long po, long rowO, int inner) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int k = 0; k < inner; k++) {
            long i = pa + k * stepA;
            long j = pb + k * rowB;
            FloatVector b0 = FloatVector.fromMemorySegment(F, b, j, LE);
            FloatVector b1 = FloatVector.fromMemorySegment(F, b, j + BYTES, LE);
            FloatVector a0 = FloatVector.broadcast(F, a.get(FLOAT, i));
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            FloatVector a1 = FloatVector.broadcast(F, a.get(FLOAT, i + rowA));
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            FloatVector a2 = FloatVector.broadcast(F, a.get(FLOAT, i + 2 * rowA));
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            FloatVector a3 = FloatVector.broadcast(F, a.get(FLOAT, i + 3 * rowA));
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
        }
        put(accumulate, alpha, s00, o, po);
        put(accumulate, alpha, s01, o, po + BYTES);
        put(accumulate, alpha, s10, o, po + rowO);
        put(accumulate, alpha, s11, o, po + rowO + BYTES);
        put(accumulate, alpha, s20, o, po + 2 * rowO);
        put(accumulate, alpha, s21, o, po + 2 * rowO + BYTES);
        put(accumulate, alpha, s30, o, po + 3 * rowO);
        put(accumulate, alpha, s31, o, po + 3 * rowO + BYTES);
    }

    private static void wide1(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            boolean accumulate, float alpha,
            MemorySegment o, long po, int inner) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        for (int k = 0; k < inner; k++) {
            long j = pb + k * rowB;
            FloatVector x = FloatVector.broadcast(F, a.get(FLOAT, pa + k * stepA));
            s0 = x.fma(FloatVector.fromMemorySegment(F, b, j, LE), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(F, b, j + BYTES, LE), s1);
        }
        put(accumulate, alpha, s0, o, po);
        put(accumulate, alpha, s1, o, po + BYTES);
    }

    private static void narrow4(MemorySegment a, long pa, long rowA, long stepA, MemorySegment b, long pb, long rowB,
            boolean accumulate,
            float alpha, MemorySegment o, long po, long rowO, int inner, int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = 0; k < inner; k++) {
            long i = pa + k * stepA;
            FloatVector x = FloatVector.fromMemorySegment(F, b, pb + k * rowB, LE, m);
            s0 = x.fma(FloatVector.broadcast(F, a.get(FLOAT, i)), s0);
            s1 = x.fma(FloatVector.broadcast(F, a.get(FLOAT, i + rowA)), s1);
            s2 = x.fma(FloatVector.broadcast(F, a.get(FLOAT, i + 2 * rowA)), s2);
            s3 = x.fma(FloatVector.broadcast(F, a.get(FLOAT, i + 3 * rowA)), s3);
        }
        put(accumulate, alpha, s0, o, po, m);
        put(accumulate, alpha, s1, o, po + rowO, m);
        put(accumulate, alpha, s2, o, po + 2 * rowO, m);
        put(accumulate, alpha, s3, o, po + 3 * rowO, m);
    }

    private static void narrow1(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            boolean accumulate, float alpha,
            MemorySegment o, long po, int inner, int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector s = FloatVector.zero(F);
        for (int k = 0; k < inner; k++) {
            FloatVector x = FloatVector.fromMemorySegment(F, b, pb + k * rowB, LE, m);
            s = x.fma(FloatVector.broadcast(F, a.get(FLOAT, pa + k * stepA)), s);
        }
        put(accumulate, alpha, s, o, po, m);
    }

    private static void put(boolean accumulate, float alpha, FloatVector s, MemorySegment o, long po) {
        FloatVector factor = FloatVector.broadcast(F, alpha);
        FloatVector value = accumulate ? s.fma(factor, FloatVector.fromMemorySegment(F, o, po, LE)) : s.mul(factor);
        value.intoMemorySegment(o, po, LE);
    }

    private static void put(boolean accumulate, float alpha, FloatVector s, MemorySegment o, long po,
            VectorMask<Float> m) {
        FloatVector factor = FloatVector.broadcast(F, alpha);
        FloatVector value = accumulate ? s.fma(factor, FloatVector.fromMemorySegment(F, o, po, LE, m)) : s.mul(factor);
        value.intoMemorySegment(o, po, LE, m);
    }
}
