package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// Sums along a row in the virtual lanes of [Lanes].
///
/// `s` holds virtual lanes of the lower half, `t` those [#HALF] above, if they are another register; with four
/// registers a second walk takes the other two. `s + t` is then the first step of the pairwise fold. Methods return
/// floats: a register that leaves a method the compiler does not inline would be an object on the heap.
public final class Sums {
    private static final int HALF = VIRTUAL / 2;

    /// The first lanes of the last walk's `s`, and one more.
    private static final int WALKS = PARTS > 2 ? HALF : L;

    /// Elements from the first lane of `s` to the last one of a step.
    private static final int REACH = PARTS > 1 ? HALF + L : L;

    private Sums() {}

    /// `Σ x`
    public static float sum(MemorySegment x, long p, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = s.add(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE));
                if (PARTS > 1) {
                    t = t.add(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE));
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = s.add(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m));
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = t.add(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE, m));
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ (x − shift)²`
    public static float squares(MemorySegment x, long p, float shift, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = square(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE).sub(shift), s);
                if (PARTS > 1) {
                    t = square(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE).sub(shift), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = square(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m).sub(shift, m), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = square(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE, m).sub(shift, m), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ x ⊙ y`
    public static float products(MemorySegment x, long p, MemorySegment y, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE)
                        .fma(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE), s);
                if (PARTS > 1) {
                    t = FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE)
                            .fma(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m)
                        .fma(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE, m), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE, m)
                        .fma(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE, m), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ |x − y|`
    public static float distances(MemorySegment x, long p, MemorySegment y, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = s.add(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE)
                        .sub(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE)).lanewise(VectorOperators.ABS));
                if (PARTS > 1) {
                    t = t.add(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE)
                            .sub(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE))
                            .lanewise(VectorOperators.ABS));
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = s.add(FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m)
                        .sub(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE, m)).lanewise(VectorOperators.ABS));
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = t.add(FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE, m)
                        .sub(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE, m))
                        .lanewise(VectorOperators.ABS));
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ w ⊙ y ⊙ (x − shift)`
    public static float weighted(MemorySegment w, long r, MemorySegment y, long q, MemorySegment x, long p, float shift,
            int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE).sub(shift)
                        .fma(FloatVector.fromMemorySegment(F, w, r + 4L * i, LE)
                                .mul(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE)), s);
                if (PARTS > 1) {
                    t = FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE).sub(shift)
                            .fma(FloatVector.fromMemorySegment(F, w, r + 4L * (i + HALF), LE)
                                    .mul(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE)), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = FloatVector.fromMemorySegment(F, x, p + 4L * i, LE, m).sub(shift)
                        .fma(FloatVector.fromMemorySegment(F, w, r + 4L * i, LE, m)
                                .mul(FloatVector.fromMemorySegment(F, y, q + 4L * i, LE, m)), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = FloatVector.fromMemorySegment(F, x, p + 4L * (i + HALF), LE, m).sub(shift)
                        .fma(FloatVector.fromMemorySegment(F, w, r + 4L * (i + HALF), LE, m)
                                .mul(FloatVector.fromMemorySegment(F, y, q + 4L * (i + HALF), LE, m)), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// The largest element; a maximum has one value in any order.
    public static float max(MemorySegment a, long p, int n) {
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

    private static FloatVector square(FloatVector d, FloatVector sum) {
        return d.fma(d, sum);
    }
}
