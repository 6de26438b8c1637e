package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.*;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.Part.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;

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

    private enum Term {
        X, SQUARE, PRODUCT, DISTANCE, WEIGHTED
    }

    private Sums() {}

    /// `Σ x`
    public static float sum(long p, int n) {
        return walk(Term.X, p, p, p, 0, n);
    }

    /// `Σ (x − shift)²`
    public static float squares(long p, float shift, int n) {
        return walk(Term.SQUARE, p, p, p, shift, n);
    }

    /// `Σ x ⊙ y`
    public static float products(long p, long q, int n) {
        return walk(Term.PRODUCT, p, q, p, 0, n);
    }

    /// `Σ |x − y|`
    public static float distances(long p, long q, int n) {
        return walk(Term.DISTANCE, p, q, p, 0, n);
    }

    /// `Σ w ⊙ y ⊙ (x − shift)`
    public static float weighted(long r, long q, long p, float shift, int n) {
        return walk(Term.WEIGHTED, p, q, r, shift, n);
    }

    private static float walk(@For Term term, long p, long q, long r, float shift, int n) {
        FloatVector total = FloatVector.zero(F);
        for (int first = 0; first < WALKS; first += L) {
            FloatVector s = FloatVector.zero(F);
            FloatVector t = s;
            int i = first;
            for (; i + REACH <= n; i += VIRTUAL) {
                s = add(term, p, q, r, shift, i, s, whole());
                if (PARTS > 1) {
                    t = add(term, p, q, r, shift, i + HALF, t, whole());
                }
            }
            if (i < n) {
                s = add(term, p, q, r, shift, i, s, rest(i, n));
            }
            if (PARTS > 1 && i + HALF < n) {
                t = add(term, p, q, r, shift, i + HALF, t, rest(i + HALF, n));
            }
            total = exact(total).add(exact(s).add(t));
        }
        return Lanes.fold(total);
    }

    /// `sum` and the terms of the elements from `i` on.
    @Inlined
    private static FloatVector add(Term term, long p, long q, long r, float shift, int i, FloatVector sum,
            VectorMask<Float> part) {
        FloatVector x = load(p + 4L * i, part);
        if (term == Term.X) {
            return exact(sum).add(x);
        }
        if (term == Term.SQUARE) {
            FloatVector d = part == null ? x.sub(shift) : x.sub(shift, part);
            return exact(d).fma(d, sum);
        }
        FloatVector y = load(q + 4L * i, part);
        if (term == Term.PRODUCT) {
            return x.fma(y, sum);
        }
        if (term == Term.DISTANCE) {
            return exact(sum).add(x.sub(y).lanewise(ABS));
        }
        return x.sub(shift).fma(load(r + 4L * i, part).mul(y), sum);
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
