package t2l.transformer;

import java.util.ArrayList;
import java.util.List;
import t2l.autograd.Routes;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Unary;

/// A feed-forward of experts: a router scores all of them for each token, and the outputs of the best are added by their
/// shares (Shazeer et al. 2017; Jiang et al. 2024). Only the weights of those chosen are read.
///
/// ```
///   x[N,C] ─┬─ router ── scores[N,E] ── the K largest ── softmax ── shares[N,K] ─┐
///           └─ rows by expert ── gate, up, down of each ── rows by token [N,K,C] ─┴─ weighted sum [N,C]
/// ```
///
/// Names are those of HF `modeling_qwen3_moe.Qwen3MoeSparseMoeBlock` in files. Adapters update no expert.
///
/// @param router `[E,C]`
/// @param gate   `E` matrices `[F,C]`
/// @param up     `E` matrices `[F,C]`
/// @param down   `E` matrices `[C,F]`
public record Experts(Weight router, List<Weight> gate, List<Weight> up, List<Weight> down, ExpertTraits traits,
        Unary activation) implements Mlp {
    public Experts {
        gate = List.copyOf(gate);
        up = List.copyOf(up);
        down = List.copyOf(down);
    }

    /// With the weights `gate` and `experts.0.gate_proj` … below `at`.
    static Experts of(Weights at, ExpertTraits traits, DecoderConfig c) {
        List<Weight> gate = new ArrayList<>();
        List<Weight> up = new ArrayList<>();
        List<Weight> down = new ArrayList<>();
        int f = traits.width();
        for (int e = 0; e < traits.count(); e++) {
            Weights expert = at.at("experts").at(e);
            gate.add(expert.at("gate_proj").weight("weight", Linear.start(c.width()), f, c.width()));
            up.add(expert.at("up_proj").weight("weight", Linear.start(c.width()), f, c.width()));
            down.add(expert.at("down_proj").weight("weight", Block.start(f, c.layers()), c.width(), f));
        }
        return new Experts(at.at("gate").weight("weight", Linear.start(c.width()), traits.count(), c.width()), gate, up,
                down, traits, c.traits().activation());
    }

    @Override
    public Var forward(Var x, ActiveAdapter adapter) {
        int n = x.value().dim(0);
        int k = traits.chosen();
        Var scores = x.linear(x.pass().use(router));
        Routes to = scores.route(k);
        // The softmax of the scores chosen is what is left of the softmax over all when it is made to add up to 1.
        Var shares = traits.normalised()
                ? chosen(scores, to.chosen(), k).softmax()
                : chosen(scores.softmax(), to.chosen(), k);
        Var rows = x.gather(to.rows());
        Var hidden = by(gate, rows, to).gate(activation, by(up, rows, to));
        Var outputs = by(down, hidden, to).gather(to.places());
        return shares.reshape(n, 1, k).matmul(outputs.reshape(n, k, x.value().dim(1))).reshape(n, x.value().dim(1));
    }

    /// Of `all[N,E]`, those chosen: `[N,K]`.
    private static Var chosen(Var all, Tensor places, int k) {
        return all.reshape((int) all.value().size(), 1).gather(places).reshape(places.dim(0) / k, k);
    }

    private static Var by(List<Weight> experts, Var rows, Routes to) {
        return rows.experts(to.ends(), experts.stream().map(rows.pass()::use).toList());
    }

    @Override
    public List<Linear> projections() {
        return List.of();
    }
}
