package t2l.hypernet;

import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Tensor;
import t2l.transformer.RopeScaling;
import t2l.transformer.Rotary;

/// How a head that writes rank by rank is given the rank's position (t2l-spec §2.4).
sealed interface Positions {
    /// Base of the rotary frequencies.
    double THETA = 10_000;

    /// The positions of the variant.
    ///
    /// @param root the network's weights
    static Positions of(Weights root, HyperConfig config) {
        int width = config.width();
        if (config.variant().learnt()) {
            return new Learnt(root.at("pos_emb.0").table("weight", new Init.Normal(1), config.rank().r(), width),
                    Norm.of(root.at("pos_emb.1"), width));
        }
        if (width % 2 != 0) {
            throw new IllegalArgumentException(
                    "hypernetwork: needs an even width for rotary positions, got " + width + "; choose learnt ones");
        }
        return new Rotated(new Rotary(width, THETA, new RopeScaling.None()), config.rank().r());
    }

    /// A learnt code for each rank: `table[r,M]`, standardised.
    record Learnt(Weight table, Norm norm) implements Positions {
        /// `[r,M]`
        Var codes(Pass pass) {
            return norm.forward(pass.use(table));
        }
    }

    /// Rank `i` rotates the pairs `(j, j + M/2)` of a row by `i·10000^(−2j/M)` (Su et al. 2021). Nothing is stored.
    record Rotated(Rotary rotary, int ranks) implements Positions {
        /// `x[n,M] → [n,M]`
        ///
        /// @param rank `i32[n]`
        Var rotate(Var x, Tensor rank) {
            Rotary.Tables rotation = rotary.tables(x.pass().precision(), ranks);
            return x.rope(rank, rotation.cos(), rotation.sin(), x.value().dim(1));
        }
    }
}
