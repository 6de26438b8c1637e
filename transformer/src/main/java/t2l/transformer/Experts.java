package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.autograd.Var.Routes;
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
/// @param biases of router `[E]`, gate `[E,F]`, up `[E,F]` and down `[E,C]`, or none
public record Experts(Weight router, List<Weight> gate, List<Weight> up, List<Weight> down, List<Weight> biases,
        Config config, Unary activation) implements Mlp {
    /// Far more than any model has.
    private static final int MAX_EXPERTS = 1 << 16;

    /// The experts of a family of decoders.
    ///
    /// @param count      the experts of a layer
    /// @param chosen     those that a token uses
    /// @param width      `F` of each
    /// @param normalised whether the shares of those chosen add up to 1; else they are what the softmax over all gives them
    /// @param dense      layers with one feed-forward as in Llama
    /// @param limit      of gates from above, and of ups on both sides, with which the activation is
    ///                   `g·σ(slope·g)·(up + 1)` (gpt-oss, whose experts and router have biases); infinite in other families
    /// @param slope      of the gate
    public record Config(int count, int chosen, int width, boolean normalised, Set<Integer> dense, double limit,
            double slope) {
        /// Throws [IllegalArgumentException] for impossible sizes.
        public Config {
            dense = Set.copyOf(dense);
            if (count < 1 || count > MAX_EXPERTS || chosen < 1 || chosen > count || width < 1
                    || width > DecoderConfig.MAX_WIDTH) {
                throw new IllegalArgumentException("experts: needs 1 to " + MAX_EXPERTS
                        + " experts, 1 to all of them for a token, and a width of 1 to " + DecoderConfig.MAX_WIDTH
                        + ", got " + count + ", " + chosen + " and " + width);
            }
        }

        /// Without a limit.
        public Config(int count, int chosen, int width, boolean normalised, Set<Integer> dense) {
            this(count, chosen, width, normalised, dense, Double.POSITIVE_INFINITY, 1);
        }

        /// The same with a limit and biases.
        public Config limited(double limit, double slope) {
            return new Config(count, chosen, width, normalised, dense, limit, slope);
        }

        boolean limited() {
            return limit < Double.POSITIVE_INFINITY;
        }

        /// `2 of 8 in every layer, of width 14336, with shares that add up to 1`
        @Override
        public String toString() {
            return chosen + " of " + count + " in " + (dense.isEmpty()
                    ? "every layer"
                    : "all layers but "
                            + dense.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ")))
                    + ", of width " + width + (normalised ? ", with shares that add up to 1" : "")
                    + (limited() ? ", limited to " + limit : "");
        }
    }

    public Experts {
        gate = List.copyOf(gate);
        up = List.copyOf(up);
        down = List.copyOf(down);
        biases = List.copyOf(biases);
    }

    /// With the weights `gate` and `experts.0.gate_proj` … below `at`.
    static Experts of(Weights at, Config config, DecoderConfig c) {
        List<Weight> gate = new ArrayList<>();
        List<Weight> up = new ArrayList<>();
        List<Weight> down = new ArrayList<>();
        int f = config.width();
        for (int e = 0; e < config.count(); e++) {
            Weights expert = at.at("experts").at(e);
            gate.add(expert.at("gate_proj").weight("weight", Linear.start(c.width()), f, c.width()));
            up.add(expert.at("up_proj").weight("weight", Linear.start(c.width()), f, c.width()));
            down.add(expert.at("down_proj").weight("weight", Block.start(f, c.layers()), c.width(), f));
        }
        Weights all = at.at("experts");
        List<Weight> biases = config.limited()
                ? List.of(at.at("gate").weight("bias", Init.ZEROS, config.count()),
                        all.at("gate_proj").table("bias", Init.ZEROS, config.count(), f),
                        all.at("up_proj").table("bias", Init.ZEROS, config.count(), f),
                        all.at("down_proj").table("bias", Init.ZEROS, config.count(), c.width()))
                : List.of();
        return new Experts(at.at("gate").weight("weight", Linear.start(c.width()), config.count(), c.width()), gate, up,
                down, biases, config, c.activation());
    }

    @Override
    public Var forward(Var x, ActiveAdapter adapter) {
        int n = x.value().dim(0);
        int k = config.chosen();
        Var plain = x.linear(x.pass().use(router));
        Var scores = biases.isEmpty() ? plain : plain.addRow(x.pass().use(biases.getFirst()));
        Routes to = scores.route(k);
        // The softmax of the scores chosen is what is left of the softmax over all when it is made to add up to 1.
        Var shares = config.normalised()
                ? chosen(scores, to.chosen(), k).softmax()
                : chosen(scores.softmax(), to.chosen(), k);
        Var rows = x.gather(to.rows());
        Var hidden = activated(by(gate, 1, rows, to), by(up, 2, rows, to));
        Var outputs = by(down, 3, hidden, to).gather(to.places());
        return shares.reshape(n, 1, k).matmul(outputs.reshape(n, k, x.value().dim(1))).reshape(n, x.value().dim(1));
    }

    /// Of `all[N,E]`, those chosen: `[N,K]`.
    private static Var chosen(Var all, Tensor places, int k) {
        return all.reshape((int) all.value().size(), 1).gather(places).reshape(places.dim(0) / k, k);
    }

    private Var activated(Var gates, Var ups) {
        if (!config.limited()) {
            return gates.gate(activation, ups);
        }
        Var low = below(gates);
        Var up = below(below(ups).scale(-1)).scale(-1).offset(1);
        return low.scale(config.slope()).gate(Unary.SIGMOID, low).mul(up);
    }

    /// No more than the limit: `x − max(x − limit, 0)`.
    private Var below(Var x) {
        return x.sub(x.offset(-config.limit()).map(Unary.RELU));
    }

    private Var by(List<Weight> experts, int bias, Var rows, Routes to) {
        Var products = rows.experts(to.ends(), experts.stream().map(rows.pass()::use).toList());
        return biases.isEmpty()
                ? products
                : products.add(rows.pass().use(biases.get(bias)).gather(to.experts()));
    }

    @Override
    public List<Linear> projections() {
        return List.of();
    }
}
