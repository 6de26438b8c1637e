package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.kernel.*;
import t2l.transformer.DecoderConfig.QkNorm;

/// Causal self-attention with grouped heads (Ainslie et al. 2023) and, in most families, RoPE: `[N,C] → [N,C]`.
///
/// @param sinks     `[H]`, one more score of each head (gpt-oss)
/// @param queryNorm norm of the queries (Qwen 3, OLMo 2), before they are rotated
/// @param keyNorm   norm of the keys
/// @param valueNorm norm of the values (Gemma 4)
/// @param gated     whether a gate follows each query, for what it has read (Qwen 3.5)
/// @param rotated   whether these norms come after the rotation (Hunyuan)
/// @param rotary    rotates keys
/// @param turning   rotates queries
/// @param apart     whether RoPE rotates neighbouring numbers (ERNIE 4.5), which are moved to the two halves of a head before
/// @param layer     its layer in the cache
/// @param source    the layer whose keys and values it reads
/// @param keptAt    where they are behind the states of a pass without caches
/// @param kept      whether a later layer reads its own
public record DecoderAttention(DecoderInputs inputs, Linear o, Optional<Weight> sinks, Optional<HeadNorm> queryNorm,
        Optional<HeadNorm> keyNorm, Optional<HeadNorm> valueNorm, boolean gated,
        boolean rotated, Heads heads, Optional<Rotary> rotary,
        Optional<Rotary> turning, boolean apart, int layer,
        int source, int keptAt, boolean kept) implements Mixer {
    /// The attention of layer `layer`, with the weights `q_proj`, `k_proj`, `v_proj`, `o_proj` and the norms of the
    /// family, below `at`.
    public static DecoderAttention of(Weights at, DecoderConfig c, Optional<Rotary> rotary, int layer) {
        int width = c.headWidth(layer);
        int queries = c.heads() * width;
        int source = c.source(layer);
        return new DecoderAttention(DecoderInputs.of(at, c, layer),
                Linear.of(at, "o_proj", queries, c.width(), Block.start(queries, c.layers()), c), c.sinks()
                        ? Optional.of(at.at("sinks").weight("weight", Init.ZEROS, c.heads()))
                        : Optional.empty(),
                HeadNorm.of(at, "q_norm", c.heads(), width, c),
                source == layer ? HeadNorm.of(at, "k_norm", c.keyValueHeads(layer), width, c) : Optional.empty(),
                c.perLayer().map(_ -> HeadNorm.plain(width, c.eps())),
                c.gatedAttention(), c.qkNorm() == QkNorm.ROTATED,
                new Heads(c.heads(), c.keyValueHeads(layer), width, c.scoreScale(), c.mask(layer),
                        c.scoreCap()),
                rotary, Rotary.ofQueries(c).filter(_ -> rotary.isPresent()).or(() -> rotary), c.interleaved(), layer,
                source, c.keptAt(source), c.isSource(layer));
    }

    @Override
    public Var forward(Var x, Var states, Context context) {
        int b = context.sequences();
        EncoderAttention.Three in = inputs.of(x, context.adapter());
        Var queries = turned(gated ? half(in.queries(), 0) : in.queries(), queryNorm, turning, context);
        Optional<Var> more = sinks.map(x.pass()::use);
        if (source != layer) {
            int c = heads.keyValue() * heads.width();
            Var seen = context.cached()
                    ? context.attentionToSource(heads, source, byText(queries, b), more)
                    : context.attention(heads, source, byText(queries, b), byText(states.narrow(1, keptAt, c), b),
                            byText(states.narrow(1, keptAt + c, c), b), more);
            return output(seen, in.queries(), context);
        }
        Var keys = turned(in.keys(), keyNorm, rotary, context);
        Var values = normed(valueNorm, in.values());
        Var seen = context.attention(heads, layer, byText(queries, b), byText(keys, b), byText(values, b), more);
        Var out = output(seen, in.queries(), context);
        return kept && !context.cached() ? out.concat(keys, values) : out;
    }

    private Var output(Var seen, Var q, Context context) {
        int n = seen.value().dim(0) * seen.value().dim(1);
        Var all = seen.reshape(n, heads.query() * heads.width());
        return o.forward(gated ? half(q, 1).gate(Unary.SIGMOID, all) : all, context.adapter());
    }

    /// Of queries and gates `q[N,2H·D]`, which take turns by head, the queries or the gates `[N,H·D]`.
    private Var half(Var q, int which) {
        int n = q.value().dim(0);
        return dense(q).reshape(n * heads.query(), 2 * heads.width()).narrow(1, which * heads.width(), heads.width())
                .scale(1)
                .reshape(n, heads.query() * heads.width());
    }

    /// A part of one product for all inputs is not dense.
    private static Var dense(Var x) {
        return x.value().contiguous() ? x : x.scale(1);
    }

    @Override
    public List<Linear> projections() {
        return Stream.concat(inputs.projections().stream(), Stream.of(o)).toList();
    }

    private Var turned(Var x, Optional<HeadNorm> norm, Optional<Rotary> by, Context context) {
        return rotated ? normed(norm, turned(x, by, context)) : turned(normed(norm, x), by, context);
    }

    private static Var normed(Optional<HeadNorm> norm, Var x) {
        return norm.isPresent() ? norm.get().forward(x) : x;
    }

    private Var turned(Var x, Optional<Rotary> by, Context context) {
        if (by.isEmpty()) {
            return x;
        }
        int length = x.value().dim(0) / context.sequences();
        Rotary.Tables rotation = by.get().of(context.sequenceLength(length)).tables(x.pass().precision(),
                context.past() + length);
        return (apart ? halves(x) : x).rope(context.positions(), rotation.cos(), rotation.sin(), heads.width());
    }

    /// `x[N,c]` with the numbers of each head at even places before those at odd ones: `[N,c]`.
    private Var halves(Var x) {
        int half = heads.width() / 2;
        int n = (int) (x.value().size() / heads.width());
        Var pairs = dense(x).reshape(n, half, 2);
        Var odd = pairs.narrow(2, 1, 1).reshape(n, half);
        return pairs.narrow(2, 0, 1).reshape(n, half).concat(odd).reshape(x.value().dims());
    }

    /// `[N,c] → [B,T,c]`
    private static Var byText(Var x, int b) {
        return x.reshape(b, x.value().dim(0) / b, x.value().dim(1));
    }
}
