package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.transformer.*;

/// The last stage for one target: from a row per task and layer to the factors of that layer (t2l-spec §2.5). There is
/// one record per layout of the output, named after the variants that use it ([Variant]).
sealed interface Head {
    /// `h[n,M]`, the output of `mixer` and `mlp1`, to `a[n,r,in] b[n,out,r]`.
    HyperNetwork.Factors write(Var h, Rows rows, DropoutRate dropout);

    /// The head of target `t`, with the weights of the network.
    static Head of(Weights root, HyperConfig config, Trunk trunk, Target t) {
        Dense out = out(root.at("heads").at(t.name()), config, t);
        Size size = new Size(config.rank().r(), t.in(), t.out());
        return switch (config.variant()) {
            case L -> new Joint(trunk, out, size);
            case M -> new Shared(trunk, FactorCodes.of(root, config, t), out, size);
            case S -> new Rankwise(trunk, FactorCodes.of(root, config, t), RankCodes.of(root, config), out, size);
        };
    }

    private static Dense out(Weights at, HyperConfig config, Target t) {
        int written = config.written(t);
        if (config.output().reconstruction()) {
            Init init = Init.linear(config.head());
            return Dense.of(at, config.head(), written, init, config.headBias() ? Optional.of(init) : Optional.empty());
        }
        return Dense.of(at, config.head(), written, Init.ZEROS,
                config.headBias() ? Optional.of(start(config, t)) : Optional.empty());
    }

    /// The initial bias of a head, whose weights start at zero, for supervised fine-tuning (t2l-spec §4.2). It is built
    /// from PEFT's initial values of `A`, in the precision of the base model, bf16. With `L`, every layer starts as
    /// that LoRA with `B = 0`. With the other variants, `A` and `B` start as equal slices of the same values, scaled
    /// down to keep the size of gradients. A projection that widens needs more values than `A` has, on which the reference
    /// fails (t2l-spec Q13); they are drawn likewise.
    private static Init start(HyperConfig config, Target t) {
        int r = config.rank().r();
        Init a = new Init.Rounded(new Init.Uniform(1 / Math.sqrt(t.in())));
        return switch (config.variant()) {
            case L -> new Init.Leading(a, r * t.in());
            case M -> new Init.Scaled(1 / Math.sqrt(2), a);
            case S -> new Init.Scaled(1 / Math.sqrt(2.0 * r), a);
        };
    }

    /// The shape of the output.
    ///
    /// @param r the rank
    record Size(int r, int in, int out) {
        /// The length of a row that fits either factor.
        int either() {
            return Math.max(in, out);
        }
    }

    /// Indices that repeat `n` rows for heads that write one factor or rank at a time: first all rows for `A`, then all
    /// for `B`, each for all ranks.
    ///
    /// @param row    `i32[2n]`: `0 … n−1` twice
    /// @param factor `i32[2n]`: `n` zeros, `n` ones
    /// @param line   `i32[2n·r]`: each of `0 … 2n−1` for all ranks
    /// @param rank   `i32[2n·r]`: `0 … r−1` repeated
    record Rows(int n, Tensor row, Tensor factor, Tensor line, Tensor rank) {
        static Rows of(Arena arena, int n, int r) {
            int wide = 2 * n * r;
            return new Rows(n, index(arena, IntStream.range(0, 2 * n).map(i -> i % n)),
                    index(arena, IntStream.range(0, 2 * n).map(i -> i / n)),
                    index(arena, IntStream.range(0, wide).map(i -> i / r)),
                    index(arena, IntStream.range(0, wide).map(i -> i % r)));
        }

        private static Tensor index(Arena arena, IntStream ids) {
            int[] all = ids.toArray();
            return Tensor.of(arena, all, all.length);
        }

        /// Each row of `h[n,c]` once for `A` and once for `B`, with its code: `[2n,c]`.
        Var forBoth(Var h, FactorCodes codes) {
            return h.gather(row).add(codes.both(h.pass()).gather(factor));
        }
    }

    /// A row has both factors and all ranks: `A[r,in]`, then `Bᵀ[r,out]` (variant L).
    record Joint(Trunk trunk, Dense out, Size size) implements Head {
        @Override
        public HyperNetwork.Factors write(Var h, Rows rows, DropoutRate dropout) {
            Var y = out.forward(trunk.mlp3(trunk.mlp2(h, dropout), dropout));
            int r = size.r();
            Var a = y.narrow(1, 0, r * size.in()).reshape(rows.n(), r, size.in());
            Var b = y.narrow(1, r * size.in(), r * size.out()).reshape(rows.n(), r, size.out());
            return new HyperNetwork.Factors(a, b.t());
        }
    }

    /// A row has one factor with all ranks (variant M).
    record Shared(Trunk trunk, FactorCodes codes, Dense out, Size size) implements Head {
        @Override
        public HyperNetwork.Factors write(Var h, Rows rows, DropoutRate dropout) {
            Var both = rows.forBoth(h, codes);
            Var y = out.forward(trunk.mlp3(trunk.mlp2(both, dropout), dropout));
            return factors(y.reshape(2 * rows.n(), size.r(), size.either()), rows.n(), size);
        }
    }

    /// A row has one rank of one factor (variant S). `mlp2` is also applied to the rank's code.
    record Rankwise(Trunk trunk, FactorCodes codes, RankCodes ranks, Dense out, Size size) implements Head {
        @Override
        public HyperNetwork.Factors write(Var h, Rows rows, DropoutRate dropout) {
            Var wide = trunk.mlp2(rows.forBoth(h, codes), dropout).gather(rows.line())
                    .add(trunk.mlp2(ranks.codes(h.pass()), dropout).gather(rows.rank()));
            Var y = out.forward(trunk.mlp3(wide, dropout));
            return factors(y.reshape(2 * rows.n(), size.r(), size.either()), rows.n(), size);
        }
    }

    /// The factors in `y[2n,r,max(in,out)]`, with rows cut to their lengths.
    private static HyperNetwork.Factors factors(Var y, int n, Size size) {
        return new HyperNetwork.Factors(y.narrow(0, 0, n).narrow(2, 0, size.in()),
                y.narrow(0, n, n).narrow(2, 0, size.out()).t());
    }

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

    /// A learnt code for each rank, `table[r,M]`, standardised, in heads that write rank by rank (t2l-spec §2.4).
    record RankCodes(Weight table, Norm norm) {
        /// The codes of a network.
        ///
        /// @param root its weights
        static RankCodes of(Weights root, HyperConfig config) {
            int width = config.width();
            return new RankCodes(root.at("pos_emb.0").table("weight", new Init.Normal(1), config.rank().r(), width),
                    Norm.of(root.at("pos_emb.1"), width));
        }

        /// `[r,M]`
        Var codes(Pass pass) {
            return norm.forward(pass.use(table));
        }
    }
}
