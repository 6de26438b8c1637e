package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Products.*;

/// A projection with a frozen low-rank update, or none, for each of `S` groups of rows: `y = x·wᵀ`, and in the rows of a
/// group with an update `y += s·(x·aᵀ)·bᵀ`. The updates lie where they are and may have any ranks; a row gets the same bits
/// whatever the other groups have.
///
/// `x[n,in] w[out,in] → y[n,out]`; rows `i·n/S … (i+1)·n/S` belong to group `i`.
///
/// `dx += dy·w + s·(dy·b)·a`, `dw += dyᵀ·x`.
record LoraEach(Var x, Var w, List<Optional<LowRank>> each) {
    LoraEach {
        Tensor tx = x.value();
        Tensor tw = w.value();
        Shapes.require(tx.rank() == 2 && tw.rank() == 2 && tx.dim(1) == tw.dim(1) && !each.isEmpty()
                && tx.dim(0) % each.size() == 0, "loraEach",
                "x[n,in] w[out,in] with n a multiple of " + each.size(), tx, tw);
    }

    Var apply() {
        Pass pass = x.pass();
        return pass.apply("LoraEach", List.of(x, w), () -> {
            Tensor tx = x.value();
            Tensor y = pass.take(tx.dtype(), tx.dim(0), w.value().dim(0));
            Tensor h = pass.take(tx.dtype(), tx.dim(0), largestRank());
            pass.run(new MatMul(tx, w.value().t(), y));
            add((u, i) -> new LoraAdd(u.scale(), group(tx, i), u.a().t(), u.b().t(), hidden(h, u, i), group(y, i)));
            return dy -> {
                if (x.wanted()) {
                    Tensor dx = pass.gradient(x);
                    pass.run(MatMul.add(1, dy, w.value(), dx));
                    // h is no longer needed: its memory takes dy·b
                    add((u, i) -> new LoraAdd(u.scale(), group(dy, i), u.b(), u.a(), hidden(h, u, i), group(dx, i)));
                }
                pass.accumulate(w, dw -> MatMul.add(1, dy.t(), x.value(), dw));
            };
        });
    }

    /// Runs a kernel for each group with an update, side by side.
    private void add(BiFunction<LowRank, Integer, Kernel> part) {
        List<Kernel> parts = new ArrayList<>();
        for (int i = 0; i < each.size(); i++) {
            if (each.get(i).isPresent()) {
                parts.add(part.apply(each.get(i).get(), i));
            }
        }
        x.pass().run(parts.size() == 1 ? parts.getFirst() : new SideBySide(parts));
    }

    private int largestRank() {
        return each.stream().flatMap(Optional::stream).mapToInt(LowRank::rank).max().orElse(1);
    }

    private Tensor hidden(Tensor h, LowRank update, int i) {
        return group(h, i).narrow(1, 0, update.rank());
    }

    private Tensor group(Tensor rows, int i) {
        int count = rows.dim(0) / each.size();
        return rows.narrow(0, i * count, count);
    }
}
