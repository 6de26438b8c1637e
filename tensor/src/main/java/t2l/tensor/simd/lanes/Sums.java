package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.PARTS;
import static t2l.tensor.simd.lanes.Lanes.VIRTUAL;
import static t2l.tensor.simd.lanes.Part.load;
import static t2l.tensor.simd.lanes.Part.rest;
import static t2l.tensor.simd.lanes.Part.whole;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Sums along a row in the virtual lanes of [Lanes].
///
/// `s` holds virtual lanes of the lower half, `t` those [#HALF] above, if they are another register; with four
/// registers a second walk takes the other two. `s + t` is then the first step of the pairwise fold. Methods return
/// floats (docs/c2.md, rule 1).
public final class Sums {
    private static final int HALF = VIRTUAL / 2;

    /// The first lanes of the last walk's `s`, and one more.
    private static final int WALKS = PARTS > 2 ? HALF : L;

    /// Elements from the first lane of `s` to the last one of a step.
    private static final int REACH = PARTS > 1 ? HALF + L : L;

    private static final FloatVector LOWEST = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);

    private Sums() {}

    /// `Σ x`
    public static float sum(long p, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = sum(p + 4L * i, s, whole());
                if (PARTS > 1) {
                    t = sum(p + 4L * (i + HALF), t, whole());
                }
            }
            if (i < n) {
                s = sum(p + 4L * i, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = sum(p + 4L * (i + HALF), t, rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    @Inlined
    private static FloatVector sum(long p, FloatVector sum, VectorMask<Float> part) {
        return exact(sum).add(load(p, part));
    }

    /// `Σ (x − shift)²`
    public static float squares(long p, float shift, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = squares(p + 4L * i, shift, s, whole());
                if (PARTS > 1) {
                    t = squares(p + 4L * (i + HALF), shift, t, whole());
                }
            }
            if (i < n) {
                s = squares(p + 4L * i, shift, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = squares(p + 4L * (i + HALF), shift, t, rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    @Inlined
    private static FloatVector squares(long p, float shift, FloatVector sum, VectorMask<Float> part) {
        FloatVector d = part == null ? load(p, part).sub(shift) : load(p, part).sub(shift, part);
        return exact(d).fma(d, sum);
    }

    /// `Σ x ⊙ y`
    public static float products(long p, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = products(p + 4L * i, q + 4L * i, s, whole());
                if (PARTS > 1) {
                    t = products(p + 4L * (i + HALF), q + 4L * (i + HALF), t, whole());
                }
            }
            if (i < n) {
                s = products(p + 4L * i, q + 4L * i, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = products(p + 4L * (i + HALF), q + 4L * (i + HALF), t, rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    @Inlined
    private static FloatVector products(long p, long q, FloatVector sum, VectorMask<Float> part) {
        return load(p, part).fma(load(q, part), sum);
    }

    /// `Σ |x − y|`
    public static float distances(long p, long q, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = distances(p + 4L * i, q + 4L * i, s, whole());
                if (PARTS > 1) {
                    t = distances(p + 4L * (i + HALF), q + 4L * (i + HALF), t, whole());
                }
            }
            if (i < n) {
                s = distances(p + 4L * i, q + 4L * i, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = distances(p + 4L * (i + HALF), q + 4L * (i + HALF), t, rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    @Inlined
    private static FloatVector distances(long p, long q, FloatVector sum, VectorMask<Float> part) {
        return exact(sum).add(load(p, part).sub(load(q, part)).lanewise(ABS));
    }

    /// `Σ w ⊙ y ⊙ (x − shift)`
    public static float weighted(long r, long q, long p, float shift, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = weighted(r + 4L * i, q + 4L * i, p + 4L * i, shift, s, whole());
                if (PARTS > 1) {
                    t = weighted(r + 4L * (i + HALF), q + 4L * (i + HALF), p + 4L * (i + HALF), shift, t, whole());
                }
            }
            if (i < n) {
                s = weighted(r + 4L * i, q + 4L * i, p + 4L * i, shift, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = weighted(r + 4L * (i + HALF), q + 4L * (i + HALF), p + 4L * (i + HALF), shift, t,
                        rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    @Inlined
    private static FloatVector weighted(long r, long q, long p, float shift, FloatVector sum, VectorMask<Float> part) {
        return load(p, part).sub(shift).fma(load(r, part).mul(load(q, part)), sum);
    }

    /// The largest element; a maximum has one value in any order.
    public static float max(long p, int n) {
        FloatVector s = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            s = max(load(p + 4L * i, whole()), s);
        }
        if (i < n) {
            VectorMask<Float> rest = rest(i, n);
            s = max(LOWEST.blend(load(p + 4L * i, rest), rest), s);
        }
        return exact(s).reduceLanes(MAX);
    }

    @Inlined
    private static FloatVector max(FloatVector x, FloatVector most) {
        return exact(most).blend(x, x.compare(GT, most));
    }
}
