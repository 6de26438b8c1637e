package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.transformer.*;

/// Writes an adapter from what the frozen model itself makes of a description (variant R): the states of its tokens before
/// each layer, which the layer's own part of the adapter reads. A prompt acts through these states, too: through the keys and
/// values that each layer computes from them. Neither the paper nor the reference has anything like it; Generative Adapter
/// (Chen et al. 2024) and Doc-to-LoRA (Charakorn et al. 2026) read the model's states of whole documents.
///
/// ```
///   states[L·S·T,C] ── RMSNorm ── Block × 2: key, value
///                                       │
///   queries[M·r,Z] + layers[L,Z] ── Block × 2 ── norm ──┬── a of the target ──────── A[L·S,r,in]
///                                                       └── ⊙ gates[L,Z] ── b ────── B[L·S,out,r]
/// ```
///
/// `M` targets, `r` ranks: each query becomes one rank of one target, of every layer. All layers share the weights, and
/// differ by a learnt code and gate. At first, `B` is zero and `A` as that of a new LoRA.
///
/// @param queries `[M·r,Z]`, target by target
/// @param layers  `[L,Z]`
/// @param gates   `[L,Z]`
record StateReader(List<Target> targets, int ranks, DecoderNorm states, Weight queries, Weight layers,
        List<Block> blocks,
        Norm norm, Weight gates, Map<Target, Dense> a, Map<Target, Dense> b) {
    private static final int BLOCKS = 2;

    /// @param at the path `reader`
    static StateReader of(Weights at, HyperConfig config) {
        int z = config.latent();
        Map<Target, Dense> a = new LinkedHashMap<>();
        Map<Target, Dense> b = new LinkedHashMap<>();
        for (Target t : config.targets()) {
            a.put(t, Dense.of(at.at("a").at(t.name()), z, t.in(), new Init.Uniform(1 / Math.sqrt((double) z * t.in())),
                    Optional.empty()));
            b.put(t, Dense.of(at.at("b").at(t.name()), z, t.out(), Init.ZEROS, Optional.empty()));
        }
        return new StateReader(config.targets(), config.rank().r(),
                DecoderNorm.of(at.at("states"), config.embedding(), 0, 1e-6),
                at.at("queries").table("weight", new Init.Normal(0.3), config.targets().size() * config.rank().r(), z),
                at.at("layers").table("weight", new Init.Normal(0.3), config.layers(), z),
                IntStream.range(0, BLOCKS).mapToObj(i -> Block.of(at.at("blocks").at(i), config.embedding(), z))
                        .toList(),
                Norm.of(at.at("norm"), z), at.at("gates").table("weight", new Init.Constant(1), config.layers(), z), a,
                b);
    }

    /// Queries read the states of their layer, then one another: `h = x + out(attention(query(norm(x)), key(s), value(s)))`,
    /// then a layer as that of [TokenReader] on `h`.
    record Block(Norm norm, Dense query, Dense key, Dense value, Dense out, TokenReader.Layer layer) {
        static Block of(Weights at, int states, int z) {
            return new Block(Norm.of(at.at("norm"), z), TokenReader.projection(at.at("query"), z, z),
                    TokenReader.projection(at.at("key"), states, z), TokenReader.projection(at.at("value"), states, z),
                    TokenReader.output(at.at("out"), z), TokenReader.Layer.of(at.at("layer"), z));
        }

        Var forward(Var x, Var states, TaskBatch.Tokens tokens, Rows rows, DropoutRate dropout) {
            int n = tokens.span().dim(0);
            int z = x.value().dim(1);
            int t = states.value().dim(0) / n;
            Var read = query.forward(norm.forward(x)).reshape(n, x.value().dim(0) / n, z).attention(
                    TokenReader.heads(z),
                    key.forward(states).reshape(n, t, z), value.forward(states).reshape(n, t, z), tokens.span());
            return layer.forward(x.add(dropout.on(out.forward(read.reshape(x.value().dim(0), z)))), rows.place(),
                    rows.span(),
                    dropout);
        }
    }

    /// Indices for `n = L·S` layers of tasks with `Q` queries each.
    ///
    /// @param query  `i32[n·Q]`: `0 … Q−1` repeated
    /// @param layer  `i32[n·Q]`: the layer of each
    /// @param place  `i32[n·Q]`, as `query`
    /// @param span   `i32[n,2]`: 0 and `Q`
    /// @param target for each target `i32[n·r]`: its queries
    record Rows(Tensor query, Tensor layer, Tensor place, Tensor span, List<Tensor> target) {
        static Rows of(Arena arena, HyperConfig config, int tasks) {
            int r = config.rank().r();
            int q = config.targets().size() * r;
            int n = config.layers() * tasks;
            Tensor query = index(arena, IntStream.range(0, n * q).map(i -> i % q));
            return new Rows(query, index(arena, IntStream.range(0, n * q).map(i -> i / q / tasks)), query,
                    index(arena, IntStream.range(0, 2 * n).map(i -> i % 2 * q)).reshape(n, 2),
                    IntStream.range(0, config.targets().size()).mapToObj(
                            m -> index(arena, IntStream.range(0, n * r).map(i -> i / r * q + m * r + i % r))).toList());
        }

        private static Tensor index(Arena arena, IntStream ids) {
            int[] all = ids.toArray();
            return Tensor.of(arena, all, all.length);
        }
    }

    /// The factors of `tasks`, by target, rows layer by layer.
    Map<Target, HyperNetwork.Factors> write(Pass pass, TaskBatch.Tokens tokens, Rows rows, DropoutRate trunk) {
        DropoutRate dropout = trunk.active() ? new DropoutRate(TokenReader.DROPOUT, trunk.key()) : DropoutRate.NONE;
        Var seen = states.forward(pass.constant(tokens.states()).gather(tokens.rows()));
        Var x = pass.use(queries).gather(rows.query()).add(pass.use(layers).gather(rows.layer()));
        for (Block block : blocks) {
            x = block.forward(x, seen, tokens, rows, dropout);
        }
        Var y = norm.forward(x);
        Var gated = y.mul(pass.use(gates).gather(rows.layer()));
        int n = tokens.span().dim(0);
        Map<Target, HyperNetwork.Factors> written = new LinkedHashMap<>();
        for (int m = 0; m < targets.size(); m++) {
            Target t = targets.get(m);
            Tensor own = rows.target().get(m);
            written.put(t, new HyperNetwork.Factors(a.get(t).forward(y.gather(own)).reshape(n, ranks, t.in()),
                    b.get(t).forward(gated.gather(own)).reshape(n, ranks, t.out()).t()));
        }
        return written;
    }
}
