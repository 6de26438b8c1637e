package t2l.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.LoraAdd;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.SideBySide;

/// A projection with a frozen low-rank update, or none, for each of `S` groups of rows: `y = x·wᵀ`, and in the rows of a
/// group with an update `y += s·(x·aᵀ)·bᵀ`. The updates lie where they are and may have any ranks; a row gets the same bits
/// whatever the other groups have.
///
/// `x[n,in] w[out,in] → y[n,out]`; rows `i·n/S … (i+1)·n/S` belong to group `i`.
///
/// `dx += dy·w + s·(dy·b)·a`, `dw += dyᵀ·x`.
record LoraEachOp(Var x, Var w, List<Optional<LowRank>> each) implements Op {
    LoraEachOp {
        Tensor tx = x.value();
        Tensor tw = w.value();
        Shapes.require(tx.rank() == 2 && tw.rank() == 2 && tx.dim(1) == tw.dim(1) && !each.isEmpty()
                && tx.dim(0) % each.size() == 0, "loraEach",
                "x[n,in] w[out,in] with n a multiple of " + each.size(), tx, tw);
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, w);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor tx = x.value();
        Tensor y = ws.take(tx.dtype(), tx.dim(0), w.value().dim(0));
        Tensor h = hidden(ws);
        k.run(new MatMul(tx, w.value().t(), y));
        add(k, (u, i) -> new LoraAdd(u.scale(), group(tx, i), u.a().t(), u.b().t(), hidden(h, u, i), group(y, i)));
        return new Out(y, h);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        Tensor h = out.saved().get(0); // no longer needed: its memory takes dy·b
        if (x.wanted()) {
            Tensor dx = g.of(x);
            k.run(MatMul.add(1, dy, w.value(), dx));
            add(k, (u, i) -> new LoraAdd(u.scale(), group(dy, i), u.b(), u.a(), hidden(h, u, i), group(dx, i)));
        }
        if (w.wanted()) {
            k.run(MatMul.add(1, dy.t(), x.value(), g.of(w)));
        }
    }

    @FunctionalInterface
    private interface EachUpdate {
        Kernel of(LowRank update, int group);
    }

    private void add(Kernels k, EachUpdate part) {
        List<Kernel> parts = new ArrayList<>();
        for (int i = 0; i < each.size(); i++) {
            if (each.get(i).isPresent()) {
                parts.add(part.of(each.get(i).get(), i));
            }
        }
        k.run(parts.size() == 1 ? parts.getFirst() : new SideBySide(parts));
    }

    /// Room for `x·aᵀ` of the largest rank.
    private Tensor hidden(Workspace ws) {
        int rank = 1;
        for (Optional<LowRank> one : each) {
            rank = Math.max(rank, one.isPresent() ? one.get().rank() : 0);
        }
        return ws.take(x.value().dtype(), x.value().dim(0), rank);
    }

    private Tensor hidden(Tensor h, LowRank update, int i) {
        return group(h, i).narrow(1, 0, update.rank());
    }

    private Tensor group(Tensor rows, int i) {
        int count = rows.dim(0) / each.size();
        return rows.narrow(0, i * count, count);
    }
}
