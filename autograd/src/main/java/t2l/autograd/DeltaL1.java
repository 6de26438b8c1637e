package t2l.autograd;

import java.util.List;
import t2l.tensor.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Products.MatMul;

/// The distance of low-rank updates from their targets, row by row, without building a whole update:
/// `y[S,out] = mean_in |b·a − scale·wantedB·wantedA|`.
///
/// `a[S,r,in] b[S,out,r] wantedA[S,ρ,in] wantedB[S,out,ρ]`. The reconstruction loss on updates (t2l-spec §8),
/// where `scale` is `delta_w_scaling`. An L1 distance cannot be computed from the factors, so [#ROWS] rows of both updates
/// are built at a time, and again in the backward pass. With `z = dy/in ⊙ sign(b·a − …)`:
/// `da += bᵀ·z`, `db += z·aᵀ`.
record DeltaL1(Var a, Var b, Tensor wantedA, Tensor wantedB, double scale) {
    /// Rows of an update that fit into a second-level cache.
    private static final int ROWS = 64;

    DeltaL1 {
        Tensor ta = a.value();
        Tensor tb = b.value();
        Shapes.require(
                pair(ta, tb) && pair(wantedA, wantedB) && ta.dim(0) == wantedA.dim(0) && ta.dim(2) == wantedA.dim(2)
                        && tb.dim(1) == wantedB.dim(1),
                "deltaL1", "a[S,r,in] b[S,out,r] and wanted a[S,ρ,in] b[S,out,ρ]", ta, tb, wantedA, wantedB);
    }

    private static boolean pair(Tensor a, Tensor b) {
        return a.rank() == 3 && b.rank() == 3 && a.dim(0) == b.dim(0) && a.dim(1) == b.dim(2);
    }

    Var apply() {
        Pass pass = a.pass();
        int out = b.value().dim(1);
        return pass.apply("DeltaL1", List.of(a, b), () -> {
            Tensor y = pass.take(a.value().dtype(), a.value().dim(0), out);
            Tensor delta = pass.take(y.dtype(), block());
            Tensor wanted = pass.take(y.dtype(), block());
            for (int s = 0; s < a.value().dim(0); s++) {
                for (int from = 0; from < out; from += ROWS) {
                    int rows = Math.min(ROWS, out - from);
                    updates(s, from, rows, delta, wanted);
                    pass.run(new L1(delta.narrow(0, 0, rows), wanted.narrow(0, 0, rows),
                            one(y, s).narrow(0, from, rows)));
                }
            }
            pass.give(wanted);
            pass.give(delta);
            return dy -> backward(pass, dy);
        });
    }

    private void backward(Pass pass, Tensor dy) {
        Tensor delta = pass.take(dy.dtype(), block());
        Tensor wanted = pass.take(dy.dtype(), block());
        Tensor slopes = pass.take(dy.dtype(), block());
        int out = b.value().dim(1);
        for (int s = 0; s < a.value().dim(0); s++) {
            Tensor as = one(a.value(), s);
            Tensor bs = one(b.value(), s);
            int group = s;
            for (int from = 0; from < out; from += ROWS) {
                int at = from;
                int rows = Math.min(ROWS, out - from);
                updates(s, from, rows, delta, wanted);
                Tensor z = slopes.narrow(0, 0, rows);
                pass.run(new Fill(0, z));
                pass.run(new L1GradAdd(delta.narrow(0, 0, rows), wanted.narrow(0, 0, rows),
                        one(dy, s).narrow(0, from, rows), z));
                pass.accumulate(a, da -> MatMul.add(1, bs.narrow(0, at, rows).t(), z, one(da, group)));
                pass.accumulate(b, db -> MatMul.add(1, z, as.t(), one(db, group).narrow(0, at, rows)));
            }
        }
    }

    private int[] block() {
        return new int[] {Math.min(ROWS, b.value().dim(1)), a.value().dim(2)};
    }

    /// The rows `from … from + rows` of both updates of group `s`.
    private void updates(int s, int from, int rows, Tensor delta, Tensor wanted) {
        a.pass().run(new MatMul(one(b.value(), s).narrow(0, from, rows), one(a.value(), s), delta.narrow(0, 0, rows)));
        a.pass().run(new MatMul(one(wantedB, s).narrow(0, from, rows), one(wantedA, s), wanted.narrow(0, 0, rows)));
        a.pass().run(new Scale(scale, wanted.narrow(0, 0, rows), wanted.narrow(0, 0, rows)));
    }

    /// Group `s` of a tensor `[S,…]`.
    private static Tensor one(Tensor all, int s) {
        Tensor group = all.narrow(0, s, 1);
        return all.rank() == 2 ? group.reshape(all.dim(1)) : group.reshape(all.dim(1), all.dim(2));
    }
}
