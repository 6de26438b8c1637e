package t2l.hypernet;

import java.lang.foreign.Arena;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.DType;
import t2l.tensor.Tensor;

/// How the index of a layer or a target is encoded (t2l-spec §2.2).
sealed interface Code {
    /// `ids i32[n] → [n,c]`
    Var of(Pass pass, Tensor ids);

    /// A code of width `width` for the indices below `count`: learnt at this path, or one-hot with `width = count`.
    static Code of(Weights at, HyperConfig config, int count, int width) {
        if (config.encoding() == HyperConfig.Encoding.DISCRETE) {
            return new OneHot(identity(count));
        }
        return new Learnt(at.at(0).table("weight", new Init.Normal(1), count, width),
                Norm.of(at.at(1), width));
    }

    /// `[count,count]`, not stored.
    static Weight identity(int count) {
        Tensor identity = Tensor.allocate(Arena.ofAuto(), DType.F32, count, count);
        for (int i = 0; i < count; i++) {
            identity.set((long) i * count + i, 1);
        }
        return new Weight.Frozen(identity);
    }

    /// A row of a table, standardised.
    record Learnt(Weight table, Norm norm) implements Code {
        @Override
        public Var of(Pass pass, Tensor ids) {
            return norm.forward(pass.use(table)).gather(ids);
        }
    }

    /// A row of the identity matrix; nothing is stored.
    record OneHot(Weight identity) implements Code {
        @Override
        public Var of(Pass pass, Tensor ids) {
            return pass.use(identity).gather(ids);
        }
    }
}
