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
/// [Tiles] takes four rows by whole registers; rows left over go one by one, and columns left over under a mask. Every
/// element is one chain of multiply-adds over `k` in order, whichever of them computes it, so its bits depend on
/// nothing else. Each loop that overwrites has a twin that adds, for the reasons given there.
final class Tile {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /// Registers of a single row.
    private static final int WIDE = 4;

    private Tile() {}

    /// `out[rows, columns] = a · b`, or `+=` if `add`.
    ///
    /// Element `a[r,k]` lies at byte `pa + r·rowA + k·stepA`, the row `b[k]` at `pb + k·rowB`, the row `out[r]` at `po +
    /// r·rowO`; those rows lie end to end.
    static void product(boolean add, MemorySegment a, long pa, long rowA, long stepA, MemorySegment b, long pb,
            long rowB, MemorySegment o,
            long po, long rowO, int rows, int inner, int columns) {
        int quads = rows / Tiles.ROWS * Tiles.ROWS;
        int whole = F.loopBound(columns);
        for (int c = 0; c < whole; c += Tiles.COLUMNS) {
            int vectors = Math.min(Tiles.COLUMNS, whole - c) / L;
            for (int r = 0; r < quads; r += Tiles.ROWS) {
                Tiles.tile(vectors, inner, a, pa + r * rowA, rowA, stepA, b, pb + 4L * c, rowB, add, 1, o,
                        po + r * rowO + 4L * c, rowO);
            }
        }
        for (int r = quads; r < rows; r++) {
            row(add, a, pa + r * rowA, stepA, b, pb, rowB, o, po + r * rowO, inner, columns);
        }
        if (whole < columns) {
            for (int r = 0; r < quads; r++) {
                row(add, a, pa + r * rowA, stepA, b, pb + 4L * whole, rowB, o, po + r * rowO + 4L * whole, inner,
                        columns - whole);
            }
        }
    }

    private static void row(boolean add, MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            MemorySegment o, long po,
            int inner, int columns) {
        int c = 0;
        for (; c + WIDE * L <= columns; c += WIDE * L) {
            if (add) {
                addWide(a, pa, stepA, b, pb + 4L * c, rowB, o, po + 4L * c, inner);
            } else {
                putWide(a, pa, stepA, b, pb + 4L * c, rowB, o, po + 4L * c, inner);
            }
        }
        for (; c < columns; c += L) {
            if (add) {
                addMasked(a, pa, stepA, b, pb + 4L * c, rowB, o, po + 4L * c, inner, columns - c);
            } else {
                putMasked(a, pa, stepA, b, pb + 4L * c, rowB, o, po + 4L * c, inner, columns - c);
            }
        }
    }

    private static void putWide(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            MemorySegment o, long po, int inner) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = 0; k < inner; k++, pa += stepA, pb += rowB) {
            FloatVector x = FloatVector.broadcast(F, a.get(FLOAT, pa));
            s0 = x.fma(FloatVector.fromMemorySegment(F, b, pb, LE), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(F, b, pb + BYTES, LE), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(F, b, pb + 2 * BYTES, LE), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(F, b, pb + 3 * BYTES, LE), s3);
        }
        s0.intoMemorySegment(o, po, LE);
        s1.intoMemorySegment(o, po + BYTES, LE);
        s2.intoMemorySegment(o, po + 2 * BYTES, LE);
        s3.intoMemorySegment(o, po + 3 * BYTES, LE);
    }

    private static void addWide(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            MemorySegment o, long po, int inner) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int k = 0; k < inner; k++, pa += stepA, pb += rowB) {
            FloatVector x = FloatVector.broadcast(F, a.get(FLOAT, pa));
            s0 = x.fma(FloatVector.fromMemorySegment(F, b, pb, LE), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(F, b, pb + BYTES, LE), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(F, b, pb + 2 * BYTES, LE), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(F, b, pb + 3 * BYTES, LE), s3);
        }
        s0.add(FloatVector.fromMemorySegment(F, o, po, LE)).intoMemorySegment(o, po, LE);
        s1.add(FloatVector.fromMemorySegment(F, o, po + BYTES, LE)).intoMemorySegment(o, po + BYTES, LE);
        s2.add(FloatVector.fromMemorySegment(F, o, po + 2 * BYTES, LE)).intoMemorySegment(o, po + 2 * BYTES, LE);
        s3.add(FloatVector.fromMemorySegment(F, o, po + 3 * BYTES, LE)).intoMemorySegment(o, po + 3 * BYTES, LE);
    }

    private static void putMasked(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            MemorySegment o, long po, int inner,
            int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector s = FloatVector.zero(F);
        for (int k = 0; k < inner; k++, pa += stepA, pb += rowB) {
            FloatVector x = FloatVector.fromMemorySegment(F, b, pb, LE, m);
            s = x.fma(FloatVector.broadcast(F, a.get(FLOAT, pa)), s);
        }
        s.intoMemorySegment(o, po, LE, m);
    }

    private static void addMasked(MemorySegment a, long pa, long stepA, MemorySegment b, long pb, long rowB,
            MemorySegment o, long po, int inner,
            int columns) {
        VectorMask<Float> m = F.indexInRange(0, columns);
        FloatVector s = FloatVector.zero(F);
        for (int k = 0; k < inner; k++, pa += stepA, pb += rowB) {
            FloatVector x = FloatVector.fromMemorySegment(F, b, pb, LE, m);
            s = x.fma(FloatVector.broadcast(F, a.get(FLOAT, pa)), s);
        }
        s.add(FloatVector.fromMemorySegment(F, o, po, LE, m)).intoMemorySegment(o, po, LE, m);
    }
}
