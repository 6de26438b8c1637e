package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Unary;

/// What every layer of Gemma 4 has of its own: an input for each token, from a table and from the embedding of the token, and a
/// factor of its output. Names are those of HF `modeling_gemma4.Gemma4TextDecoderLayer`.
///
/// ```
///   y[N,C] ─┬─ gate ─ f ─ ⊙ input[N,P] ─ projection ─ norm ─┐
///           └────────────────────────────────────────────── + ─ ⊙ scale
/// ```
///
/// @param inputs gate, projection and norm, if there are inputs
/// @param scale  `[1]`
public record PerLayer(Optional<Input> inputs, Weight scale) {
    /// What the layers of a decoder have.
    ///
    /// @param headWidth     `D` of layers without a window
    /// @param keyValueHeads `G` of layers without a window
    /// @param valuesAreKeys whether these have no projection for values, which are those of keys before their norm
    /// @param shared        layers at the end that read the keys and values of the last earlier layer of their kind
    /// @param wide          whether the feed-forwards of these are twice as wide
    /// @param inputs        `P`, 0 for none
    /// @param vocabulary    rows of the table
    public record Config(int headWidth, int keyValueHeads, boolean valuesAreKeys, int shared, boolean wide, int inputs,
            int vocabulary) {
        /// Throws [IllegalArgumentException] for impossible sizes.
        public Config {
            if (headWidth < 2 || headWidth % 2 != 0 || keyValueHeads < 1 || shared < 0 || inputs < 0
                    || inputs > DecoderConfig.MAX_WIDTH || vocabulary < 1) {
                throw new IllegalArgumentException("decoder: needs an even width of heads, key/value heads and a"
                        + " vocabulary of at least 1, and numbers of shared layers and inputs of at least 0, got "
                        + headWidth + ", " + keyValueHeads + ", " + vocabulary + ", " + shared + " and " + inputs);
            }
        }
    }

    /// The way of an input into its layer.
    ///
    /// @param from       its first column behind the states
    /// @param activation `f`
    record Input(Linear gate, Linear projection, DecoderNorm norm, int from, Unary activation) {}

    /// The inputs of all layers.
    ///
    /// @param table      `[V,L·P]`
    /// @param projection `[L·P,C]`
    /// @param norm       of the projected inputs of each layer
    /// @param width      `P`
    public record Inputs(Weight table, Weight projection, DecoderNorm norm, int width) {
        static Optional<Inputs> of(Weights model, DecoderConfig c) {
            return c.perLayer().filter(p -> p.inputs() > 0).map(p -> {
                int all = c.layers() * p.inputs();
                return new Inputs(
                        model.at("embed_tokens_per_layer").table("weight", new Init.Normal(0.05), p.vocabulary(), all),
                        model.at("per_layer_model_projection").weight("weight", Linear.start(c.width()), all,
                                c.width()),
                        DecoderNorm.of(model.at("per_layer_projection_norm"), p.inputs(), c), p.inputs());
            });
        }

        /// `embeddings[N,C] ids i32[N] → [N,C+L·P]`: the embeddings, and behind them the inputs of all layers.
        Var behind(Var embeddings, Tensor ids) {
            Pass pass = embeddings.pass();
            int n = embeddings.value().dim(0);
            Var own = pass.use(table).gather(ids).scale(Math.sqrt(width));
            Var projected = embeddings.linear(pass.use(projection)).scale(1 / Math.sqrt(embeddings.value().dim(1)));
            int all = own.value().dim(1);
            Var normed = norm.forward(projected.reshape(n * all / width, width)).reshape(n, all);
            return embeddings.concat(normed.add(own).scale(Math.sqrt(0.5)));
        }
    }

    static Optional<PerLayer> of(Weights at, DecoderConfig c, int layer) {
        return c.perLayer().map(p -> new PerLayer(p.inputs() == 0
                ? Optional.empty()
                : Optional.of(new Input(Linear.input(at, "per_layer_input_gate", p.inputs(), c),
                        Linear.of(at, "per_layer_projection", p.inputs(), c.width(),
                                Block.start(p.inputs(), c.layers()), c),
                        DecoderNorm.of(at.at("post_per_layer_input_norm"), c.width(), c),
                        c.width() + layer * p.inputs(), c.activation())),
                at.at("layer_scalar").weight("weight", new Init.Constant(1), 1)));
    }

    /// `y[N,C] → [N,C]`
    ///
    /// @param states of the layer, with what is behind them
    Var forward(Var y, Var states, ActiveAdapter adapter) {
        int n = y.value().dim(0);
        int c = y.value().dim(1);
        Var all = inputs.isEmpty() ? y : y.add(input(inputs.get(), y, states, adapter));
        return all.reshape(n * c, 1).matmul(y.pass().use(scale).reshape(1, 1)).reshape(n, c);
    }

    private static Var input(Input in, Var y, Var states, ActiveAdapter adapter) {
        Var gate = in.gate.forward(y, adapter);
        Var own = states.narrow(1, in.from, in.gate.out());
        return in.norm.forward(in.projection.forward(gate.gate(in.activation, own), adapter));
    }

    /// The projections that an adapter may update.
    List<Linear> projections() {
        return inputs.map(in -> List.of(in.gate, in.projection)).orElse(List.of());
    }
}
