package t2l.hypernet;

import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Tensor;

/// How the index of a layer or a target is encoded: a row of a learnt table, standardised (t2l-spec §2.2).
record Code(Weight table, Norm norm) {
    /// A code of width `width` for the indices below `count`.
    static Code of(Weights at, int count, int width) {
        return new Code(at.at(0).table("weight", new Init.Normal(1), count, width), Norm.of(at.at(1), width));
    }

    /// `ids i32[n] → [n,c]`
    Var of(Pass pass, Tensor ids) {
        return norm.forward(pass.use(table)).gather(ids);
    }
}
