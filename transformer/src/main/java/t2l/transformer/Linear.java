package t2l.transformer;

import t2l.autograd.*;

/// A projection `[n,in] → [n,out]` with the adapter's update for its path, if any.
public sealed interface Linear {
    /// Its path in the state dict and in adapters.
    String path();

    /// `[out,in]`
    Weight weight();

    /// The number of inputs.
    int in();

    /// The number of outputs.
    int out();

    /// `y = x·wᵀ (+ scale·(x·aᵀ)·bᵀ) (+ bias)`: `x[n,in] → [n,out]`; with gains, all but the bias times these.
    Var forward(Var x, ActiveAdapter adapter);

    /// Without a bias.
    ///
    /// @param start the initial weight, if it is trained
    static Linear of(Weights at, int in, int out, Init start) {
        return new Plain(at.path(), in, out, at.weight("weight", start, out, in));
    }

    /// The projection `name` of a layer, with a bias if the family has one.
    static Linear of(Weights layer, String name, int in, int out, Init start, DecoderConfig c) {
        Weights at = layer.at(name);
        Linear plain = of(at, in, out, start);
        return c.biased().contains(name) ? new Biased(plain, at.weight("bias", Init.ZEROS, out)) : plain;
    }

    /// The same for a projection of the layer's input `[n,C]`.
    static Linear input(Weights layer, String name, int out, DecoderConfig c) {
        return of(layer, name, c.width(), out, start(c.width()), c);
    }

    /// The initial weight of a projection with `in` inputs: `N(0, 0.6/√in)`.
    static Init start(int in) {
        return new Init.Normal(0.6 / Math.sqrt(in));
    }

    /// `y = x·wᵀ`
    record Plain(String path, int in, int out, Weight weight) implements Linear {
        @Override
        public Var forward(Var x, ActiveAdapter adapter) {
            Var w = x.pass().use(weight);
            Var y = switch (adapter.pairs().get(path)) {
                case null -> adapter.each().containsKey(path) ? x.loraEach(w, adapter.each().get(path)) : x.linear(w);
                case ActiveAdapter.Pair pair when adapter.dropout().active() ->
                    x.linear(w).add(pair.update(adapter.dropout().on(x)));
                case ActiveAdapter.Pair(Var a, Var b, double scale) -> x.loraLinear(w, a, b, scale);
            };
            return adapter.gains().containsKey(path) ? y.mulRows(adapter.gains().get(path)) : y;
        }
    }

    /// `y = x·wᵀ + bias`
    ///
    /// @param bias `[out]`
    record Biased(Linear product, Weight bias) implements Linear {
        @Override
        public String path() {
            return product.path();
        }

        @Override
        public int in() {
            return product.in();
        }

        @Override
        public int out() {
            return product.out();
        }

        @Override
        public Weight weight() {
            return product.weight();
        }

        @Override
        public Var forward(Var x, ActiveAdapter adapter) {
            return product.forward(x, adapter).addRow(x.pass().use(bias));
        }
    }
}
