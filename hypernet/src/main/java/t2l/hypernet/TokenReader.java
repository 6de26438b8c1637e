package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.*;
import t2l.transformer.*;

/// Reads every token of a description, and gives each layer and target a task code of its own (variant X): a small
/// transformer over the frozen states of a text encoder, from which one learnt query for each layer and target picks what
/// it needs. A description's vector, which the paper's network reads, hardly knows the order of its words. Neither the
/// paper nor the reference has anything like it.
///
/// ```
///   states[S·T,E] ── norm · linear E→Z ── + position ── Layer × 2 ── norm ── key, value
///                                                                              │
///   queries[L·M,Z] ── norm · query ─────────────────────────── attention ── out ── + queries
///        ── x + [linear Z→2Z · gelu · dropout · linear 2Z→Z](x) ── linear Z→te · norm      codes[S·L·M,te]
/// ```
///
/// `P` positions, `M` targets. All attention has four heads and sees the tokens of one description, no padding. While the
/// network is trained with dropout, dropout here is [#DROPOUT]; unlike torch's layers, none is applied to the weights of
/// attention.
///
/// @param positions `[P,Z]`
/// @param queries   `[L·M,Z]`, layer by layer
record TokenReader(Norm inputNorm, Dense input, Weight positions, List<Layer> layers, Norm norm, Weight queries,
        Norm queryNorm, Dense query, Dense key, Dense value, Dense out, Dense up, Dense down, Dense code,
        Norm codeNorm) implements TaskEncoder {
    private static final int LAYERS = 2;
    private static final int HEADS = 4;
    static final double DROPOUT = 0.1;

    /// @param at the path `task_encoder`
    static TokenReader of(Weights at, HyperConfig config) {
        int z = config.latent();
        int asked = config.layers() * config.targets().size();
        return new TokenReader(Norm.of(at.at("input_norm"), config.embedding()),
                Dense.of(at.at("input"), config.embedding(), z),
                at.at("positions").table("weight", new Init.Normal(0.1), HyperConfig.Encoding.POSITIONS, z),
                IntStream.range(0, LAYERS).mapToObj(i -> Layer.of(at.at("layers").at(i), z)).toList(),
                Norm.of(at.at("norm"), z), at.at("queries").table("weight", new Init.Normal(0.3), asked, z),
                Norm.of(at.at("query_norm"), z), projection(at.at("query"), z, z), projection(at.at("key"), z, z),
                projection(at.at("value"), z, z), output(at.at("out"), z), Dense.of(at.at("up"), z, 2 * z),
                Dense.of(at.at("down"), 2 * z, z), Dense.of(at.at("code"), z, config.taskCode()),
                Norm.of(at.at("code_norm"), config.taskCode()));
    }

    /// A projection for attention, initialised as in `torch.nn.MultiheadAttention`: Glorot and Bengio's bound (2010) for
    /// all three together.
    static Dense projection(Weights at, int width, int out) {
        return Dense.of(at, width, out, new Init.Uniform(Math.sqrt(1.5 / width)), Optional.of(Init.ZEROS));
    }

    static Dense output(Weights at, int width) {
        return Dense.of(at, width, width, Init.linear(width), Optional.of(Init.ZEROS));
    }

    static Heads heads(int width) {
        int each = width / HEADS;
        return new Heads(HEADS, HEADS, each, 1 / Math.sqrt(each), false);
    }

    /// A layer over the tokens, `[n,Z] → [n,Z]`: `h = x + attention(norm(x))`, then `h + down(gelu(up(norm(h))))`, with
    /// dropout on both branches and inside the second (Xiong et al. 2020).
    record Layer(Norm first, EncoderAttention attention, Norm second, Dense up, Dense down) {
        static Layer of(Weights at, int width) {
            return new Layer(Norm.of(at.at("norm1"), width),
                    new EncoderAttention(
                            new EncoderAttention.Inputs.Packed(projection(at.at("attention.qkv"), width, 3 * width)),
                            output(at.at("attention.out"), width), heads(width), Optional.empty()),
                    Norm.of(at.at("norm2"), width), Dense.of(at.at("up"), width, 2 * width),
                    Dense.of(at.at("down"), 2 * width, width));
        }

        Var forward(Var x, Tensor positions, Tensor span, DropoutRate dropout) {
            Var h = x.add(dropout.on(attention.forward(first.forward(x), positions, span)));
            return h.add(dropout.on(down.forward(dropout.on(up.forward(second.forward(h)).map(Unary.GELU)))));
        }
    }

    @Override
    public Var encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate trunk) {
        TaskBatch.Tokens tokens = tasks.tokens();
        DropoutRate dropout = trunk.active() ? new DropoutRate(DROPOUT, trunk.key()) : DropoutRate.NONE;
        Var x = input.forward(inputNorm.forward(pass.constant(tokens.states()).gather(tokens.rows())))
                .add(pass.use(positions).gather(tokens.positions()));
        for (Layer layer : layers) {
            x = layer.forward(x, tokens.positions(), tokens.span(), dropout);
        }
        Var asked = pass.use(queries);
        Var z = asked.gather(rows.query()).add(answers(asked, norm.forward(x), tokens, rows.query()));
        z = z.add(down.forward(dropout.on(up.forward(z).map(Unary.GELU))));
        return codeNorm.forward(code.forward(z));
    }

    /// What the queries find in the tokens `h[S·T,Z]`: `[S·L·M,Z]`.
    private Var answers(Var asked, Var h, TaskBatch.Tokens tokens, Tensor repeated) {
        int s = tokens.tasks();
        int z = h.value().dim(1);
        int t = h.value().dim(0) / s;
        int n = repeated.dim(0);
        Var q = query.forward(queryNorm.forward(asked)).gather(repeated);
        return out.forward(q.reshape(s, n / s, z).attention(heads(z), key.forward(h).reshape(s, t, z),
                value.forward(h).reshape(s, t, z), tokens.span()).reshape(n, z));
    }
}
