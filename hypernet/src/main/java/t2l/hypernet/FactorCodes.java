package t2l.hypernet;

import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;

/// The codes that select factor `A` or `B` in heads that write one factor per call: a learnt vector `[M]` for each
/// factor of each target, with a shared norm (t2l-spec §2.4).
record FactorCodes(Weight a, Weight b, Norm norm) {
    /// The codes of target `t`.
    ///
    /// @param root the network's weights
    static FactorCodes of(Weights root, HyperConfig config, Target t) {
        Weights own = root.at("out_emb").at(t.name());
        return new FactorCodes(own.weight("A", new Init.Normal(1), config.width()),
                own.weight("B", new Init.Normal(1), config.width()),
                Norm.of(root.at("out_emb_norm"), config.width()));
    }

    /// `[2,M]`: the code of `A`, then of `B`.
    Var both(Pass pass) {
        Var codeA = pass.use(a);
        int width = codeA.value().dim(0);
        return norm.forward(codeA.reshape(1, width).concat(pass.use(b).reshape(1, width)).reshape(2, width));
    }
}
