package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.RawMemory.load;

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
    public static float sum(long p, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = s.add(load(p + 4L * i));
                if (PARTS > 1) {
                    t = t.add(load(p + 4L * (i + HALF)));
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = s.add(load(p + 4L * i, m));
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = t.add(load(p + 4L * (i + HALF), m));
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ (x − shift)²`
    public static float squares(long p, float shift, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = square(load(p + 4L * i).sub(shift), s);
                if (PARTS > 1) {
                    t = square(load(p + 4L * (i + HALF)).sub(shift), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = square(load(p + 4L * i, m).sub(shift, m), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = square(load(p + 4L * (i + HALF), m).sub(shift, m), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ x ⊙ y`
    public static float products(long p, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = load(p + 4L * i)
                        .fma(load(q + 4L * i), s);
                if (PARTS > 1) {
                    t = load(p + 4L * (i + HALF))
                            .fma(load(q + 4L * (i + HALF)), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = load(p + 4L * i, m)
                        .fma(load(q + 4L * i, m), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = load(p + 4L * (i + HALF), m)
                        .fma(load(q + 4L * (i + HALF), m), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ |x − y|`
    public static float distances(long p, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = s.add(load(p + 4L * i)
                        .sub(load(q + 4L * i)).lanewise(VectorOperators.ABS));
                if (PARTS > 1) {
                    t = t.add(load(p + 4L * (i + HALF))
                            .sub(load(q + 4L * (i + HALF)))
                            .lanewise(VectorOperators.ABS));
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = s.add(load(p + 4L * i, m)
                        .sub(load(q + 4L * i, m)).lanewise(VectorOperators.ABS));
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = t.add(load(p + 4L * (i + HALF), m)
                        .sub(load(q + 4L * (i + HALF), m))
                        .lanewise(VectorOperators.ABS));
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// `Σ w ⊙ y ⊙ (x − shift)`
    public static float weighted(long r, long q, long p, float shift,
            int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = load(p + 4L * i).sub(shift)
                        .fma(load(r + 4L * i)
                                .mul(load(q + 4L * i)), s);
                if (PARTS > 1) {
                    t = load(p + 4L * (i + HALF)).sub(shift)
                            .fma(load(r + 4L * (i + HALF))
                                    .mul(load(q + 4L * (i + HALF))), t);
                }
            }
            if (i < n) {
                VectorMask<Float> m = F.indexInRange(i, n);
                s = load(p + 4L * i, m).sub(shift)
                        .fma(load(r + 4L * i, m)
                                .mul(load(q + 4L * i, m)), s);
            }
            if (PARTS > 1 && i + HALF < n) {
                VectorMask<Float> m = F.indexInRange(i + HALF, n);
                t = load(p + 4L * (i + HALF), m).sub(shift)
                        .fma(load(r + 4L * (i + HALF), m)
                                .mul(load(q + 4L * (i + HALF), m)), t);
            }
            total = total.add(s.add(t));
        }
        return Lanes.fold(total);
    }

    /// The largest element; a maximum has one value in any order.
    public static float max(long p, int n) {
        FloatVector s = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = load(p + 4L * i);
            s = s.blend(x, x.compare(VectorOperators.GT, s));
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = load(p + 4L * i, m);
            s = s.blend(x, x.compare(VectorOperators.GT, s).and(m));
        }
        return s.reduceLanes(VectorOperators.MAX);
    }

    private static FloatVector square(FloatVector d, FloatVector sum) {
        return d.fma(d, sum);
    }
}
