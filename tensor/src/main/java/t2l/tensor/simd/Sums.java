package t2l.tensor.simd;

import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;
import static t2l.tensor.simd.Lanes.PARTS;
import static t2l.tensor.simd.Lanes.VIRTUAL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Sums along a row in the virtual lanes of [Lanes]: one walk with steps of [Lanes#VIRTUAL] per register that holds
/// them. Each method returns a float, not a register, so that no caller can make the compiler box one.
final class Sums {
    private Sums() {}

    /// `Σ x`
    static float sum(MemorySegment x, long p, int n) {
        FloatVector s = sum(x, p, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, sum(x, p, n, 1));
            default -> Lanes.fold(s, sum(x, p, n, 1), sum(x, p, n, 2), sum(x, p, n, 3));
        };
    }

    private static FloatVector sum(MemorySegment a, long p, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        int i = part * L;
        for (; i + L <= n; i += VIRTUAL) {
            s = s.add(FloatVector.fromMemorySegment(F, a, p + 4L * i, LE));
        }
        if (i < n) {
            s = s.add(FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, F.indexInRange(i, n)));
        }
        return s;
    }

    /// `Σ (x − shift)²`
    static float squares(MemorySegment x, long p, float shift, int n) {
        FloatVector s = squares(x, p, shift, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, squares(x, p, shift, n, 1));
            default ->
                Lanes.fold(s, squares(x, p, shift, n, 1), squares(x, p, shift, n, 2), squares(x, p, shift, n, 3));
        };
    }

    private static FloatVector squares(MemorySegment a, long p, float shift, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        int i = part * L;
        for (; i + L <= n; i += VIRTUAL) {
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE).sub(shift);
            s = x.fma(x, s);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m).sub(shift, m);
            s = x.fma(x, s);
        }
        return s;
    }

    /// `Σ x ⊙ y`
    static float products(MemorySegment x, long p, MemorySegment y, long q, int n) {
        FloatVector s = products(x, p, y, q, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, products(x, p, y, q, n, 1));
            default ->
                Lanes.fold(s, products(x, p, y, q, n, 1), products(x, p, y, q, n, 2), products(x, p, y, q, n, 3));
        };
    }

    private static FloatVector products(MemorySegment a, long p, MemorySegment b, long q, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        int i = part * L;
        for (; i + L <= n; i += VIRTUAL) {
            s = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE)
                    .fma(FloatVector.fromMemorySegment(F, b, q + 4L * i, LE), s);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            s = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m)
                    .fma(FloatVector.fromMemorySegment(F, b, q + 4L * i, LE, m), s);
        }
        return s;
    }

    /// `Σ w ⊙ y ⊙ (x − shift)`
    static float weighted(MemorySegment w, long r, MemorySegment y, long q, MemorySegment x, long p, float shift,
            int n) {
        FloatVector s = weighted(w, r, y, q, x, p, shift, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, weighted(w, r, y, q, x, p, shift, n, 1));
            default -> Lanes.fold(s, weighted(w, r, y, q, x, p, shift, n, 1), weighted(w, r, y, q, x, p, shift, n, 2),
                    weighted(w, r, y, q, x, p, shift, n, 3));
        };
    }

    private static FloatVector weighted(MemorySegment w, long r, MemorySegment y, long q, MemorySegment x, long p,
            float shift, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        int i = part * L;
        for (; i + L <= n; i += VIRTUAL) {
            FloatVector g = FloatVector.fromMemorySegment(F, w, r + 4L * i, LE)
                    .mul(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE));
            s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE).sub(shift).fma(g, s);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector g = FloatVector.fromMemorySegment(F, w, r + 4L * i, LE, m)
                    .mul(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE, m));
            s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m).sub(shift).fma(g, s);
        }
        return s;
    }

    /// `Σ e^(x − shift)` of a row whose elements are at most `shift`.
    static float exponentials(MemorySegment x, long p, float shift, int n) {
        FloatVector s = exponentials(x, p, shift, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, exponentials(x, p, shift, n, 1));
            default -> Lanes.fold(s, exponentials(x, p, shift, n, 1), exponentials(x, p, shift, n, 2),
                    exponentials(x, p, shift, n, 3));
        };
    }

    private static FloatVector exponentials(MemorySegment a, long p, float shift, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        int i = part * L;
        for (; i + L <= n; i += VIRTUAL) {
            s = s.add(Functions.expBelow(FloatVector.fromMemorySegment(F, a, p + 4L * i, LE).sub(shift)));
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            s = s.add(Functions.expBelow(FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m).sub(shift)), m);
        }
        return s;
    }

    /// [#exponentials], each of which replaces its element; what follows them up to a whole register becomes 0.
    static float exponentialsInPlace(MemorySegment x, long p, float shift, int n) {
        FloatVector s = exponentialsInPlace(x, p, shift, n, 0);
        return switch (PARTS) {
            case 1 -> Lanes.fold(s);
            case 2 -> Lanes.fold(s, exponentialsInPlace(x, p, shift, n, 1));
            default -> Lanes.fold(s, exponentialsInPlace(x, p, shift, n, 1), exponentialsInPlace(x, p, shift, n, 2),
                    exponentialsInPlace(x, p, shift, n, 3));
        };
    }

    private static FloatVector exponentialsInPlace(MemorySegment a, long p, float shift, int n, int part) {
        FloatVector s = FloatVector.zero(F);
        for (int i = part * L; i < n; i += VIRTUAL) {
            FloatVector e = Functions.expBelow(FloatVector.fromMemorySegment(F, a, p + 4L * i, LE).sub(shift));
            e = i + L <= n ? e : FloatVector.zero(F).blend(e, F.indexInRange(i, n));
            e.intoMemorySegment(a, p + 4L * i, LE);
            s = s.add(e);
        }
        return s;
    }

    /// The largest element; a maximum has one value in any order.
    static float max(MemorySegment a, long p, int n) {
        FloatVector s = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE);
            s = s.blend(x, x.compare(VectorOperators.GT, s));
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            s = s.blend(x, x.compare(VectorOperators.GT, s).and(m));
        }
        return s.reduceLanes(VectorOperators.MAX);
    }
}
