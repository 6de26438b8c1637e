package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;

/// A causal language model: embedding, `L` blocks, norm, and a projection onto the vocabulary. One class for all families;
/// their differences are in the configuration. Names are those of HF `modeling_llama.LlamaForCausalLM`.
///
/// @param embedding `[V,C]`
/// @param places    `[P,C]`, the embeddings of positions, if the family has any
/// @param inputs    of each layer (Gemma 4)
/// @param head      `[V,C]`; the embedding itself if the two are tied
public record Decoder(DecoderConfig config, Weight embedding, Optional<Weight> places,
        Optional<PerLayer.Inputs> inputs, List<Block> blocks, DecoderNorm norm, Weight head) {
    public Decoder {
        blocks = List.copyOf(blocks);
    }

    /// Requests all weights from `given`: `model.embed_tokens.weight` and so on, or what the family calls them.
    public static Decoder of(Weights given, DecoderConfig c) {
        Weights root = new Renamed(given, "", c.names());
        Weights model = root.at("model");
        Init start = new Init.Normal(0.05);
        Weight embedding = model.at("embed_tokens").table("weight", start, c.vocabulary(), c.width());
        Optional<Weight> places = c.learnedPositions()
                ? Optional.of(model.at("embed_positions").table("weight", start, c.positions(), c.width()))
                : Optional.empty();
        List<Optional<Rotary>> rotaries = Rotary.perLayer(c);
        List<Block> blocks = IntStream.range(0, c.layers())
                .mapToObj(l -> Block.of(model.at("layers").at(l), c, rotaries.get(l), l)).toList();
        DecoderNorm norm = DecoderNorm.of(model.at("norm"), c.width(), c);
        Weight head = c.tied()
                ? embedding
                : root.at("lm_head").weight("weight", start, c.vocabulary(), c.width());
        return new Decoder(c, embedding, places, PerLayer.Inputs.of(model, c), blocks, norm, head);
    }

    /// The same model with other weights of its embedding, its last norm or its head, by state-dict name. Throws
    /// [T2lException] for other weights, and for another shape.
    ///
    /// @param source of the weights, for messages
    public Decoder with(String source, Map<String, Tensor> others) {
        StateDict state = new StateDict(source, others);
        Weights root = new Renamed(state, "", config.names());
        Weights model = root.at("model");
        List<String> known = Stream.of("model.embed_tokens", "model.norm", "lm_head")
                .map(path -> config.names().getOrDefault(path, path) + ".").toList();
        others.keySet().stream().filter(name -> known.stream().noneMatch(name::startsWith)).sorted().findFirst()
                .ifPresent(name -> {
                    throw new T2lException(
                            source + ": replaces " + name + " of the model, of which only the embedding, the"
                                    + " last norm and the head can be replaced; merge it with PEFT (merge_and_unload)");
                });
        Predicate<String> has = path -> others.containsKey(config.names().getOrDefault(path, path) + ".weight");
        Decoder changed = new Decoder(config,
                has.test("model.embed_tokens") ? matrix(model.at("embed_tokens")) : embedding, places, inputs, blocks,
                has.test("model.norm") ? DecoderNorm.of(model.at("norm"), config.width(), config) : norm,
                has.test("lm_head") ? matrix(root.at("lm_head")) : head);
        state.requireAllUsed();
        return changed;
    }

    private Weight matrix(Weights at) {
        return at.weight("weight", Init.ZEROS, config.vocabulary(), config.width());
    }

    /// The hidden states `[N,C]` of `ids i32[B,T]`, after the last norm. Appends to the caches, if the context has any.
    public Var hidden(Pass pass, Tensor ids, Context context) {
        Shapes.require(ids.dim(0) == context.sequences() && Shapes.is(context.positions(), ids.dim(0) * ids.dim(1)),
                "decoder", "ids[B,T] positions[B·T] span[B,2]", ids, context.positions(), context.span());
        return hidden(embed(pass, ids, context.positions()), context);
    }

    /// The same for embeddings `[N,C]`, those of [#embed] or changed ones. They are replaced, see [Var#layer].
    public Var hidden(Var embeddings, Context context) {
        Var x = embeddings;
        for (int layer = 0; layer < blocks.size(); layer++) {
            x = layer(x, context, layer);
        }
        return end(x, context);
    }

    /// One layer of [#hidden]: the states `[N,C]` after it of those before it, which are replaced. After the last one comes
    /// [#end]; between two layers the states may go to another pass.
    public Var layer(Var states, Context context, int layer) {
        context.require(length(context), config.scaling().border());
        return states.layer(h -> blocks.get(layer).forward(h, context));
    }

    /// The end of [#hidden]: the last norm.
    public Var end(Var states, Context context) {
        Var last = states
                .layer(h -> norm.forward(h.value().dim(1) == config.width() ? h : h.narrow(1, 0, config.width())));
        context.advance(length(context));
        return last;
    }

    private static int length(Context context) {
        return context.positions().dim(0) / context.sequences();
    }

    /// The embeddings `[N,C]` of `ids i32[B,T]`, the input of the first block; behind them the inputs of all layers, if they have
    /// any.
    ///
    /// @param positions `i32[N]`, the position of each token in its text
    public Var embed(Pass pass, Tensor ids, Tensor positions) {
        Tensor all = ids.reshape(ids.dim(0) * ids.dim(1));
        Var x = pass.use(embedding).gather(all);
        double scale = config.embeddingScale();
        Var scaled = scale == 1 ? x : x.layer(h -> h.scale(scale));
        if (inputs.isPresent()) {
            return scaled.layer(h -> inputs.get().behind(h, all));
        }
        return places.isPresent()
                ? scaled.layer(h -> h.add(h.pass().use(places.get()).gather(positions)))
                : scaled;
    }

    /// All projections that an adapter may update, by path, in the order of the layers.
    public Map<String, Linear> projections() {
        Map<String, Linear> all = new LinkedHashMap<>();
        for (Block block : blocks) {
            Stream.of(block.mixer().projections(), block.mlp().projections(),
                    block.own().map(PerLayer::projections).orElse(List.of())).flatMap(List::stream)
                    .forEach(l -> all.put(l.path(), l));
        }
        return all;
    }

    /// `hidden[n,C] → [n,V]`
    public Var logits(Pass pass, Var hidden) {
        return scaled(hidden).linear(pass.use(head)).softCap(config.logitCap());
    }

    /// The cross entropy of [#logits] with `targets i32[n]`, without storing the logits: `hidden[n,C] → [n]`.
    public Var loss(Pass pass, Var hidden, Tensor targets, double smoothing) {
        return scaled(hidden).linearCrossEntropy(pass.use(head), targets, smoothing, config.logitCap());
    }

    /// The factor of the logits, which is cheaper to apply here.
    private Var scaled(Var hidden) {
        double scale = config.logitScale();
        return scale == 1 ? hidden : hidden.scale(scale);
    }

    /// The weights of a decoder whose family has other names than Llama for its modules: Llama's are asked for, the family's
    /// are given.
    ///
    /// @param root   the weights under the family's names
    /// @param llamas the path in Llama's names
    /// @param names  the family's name of a module outside of layers (`model.embed_tokens`), of the layers (`model.layers`), or
    ///               of a module in a layer (`self_attn.o_proj`); others are the same
    private record Renamed(Weights root, String llamas, Map<String, String> names) implements Weights {
        private static final String LAYERS = "model.layers";

        @Override
        public Weights at(Object child) {
            return new Renamed(root, Weights.join(llamas, child), names);
        }

        @Override
        public String path() {
            if (!llamas.startsWith(LAYERS + ".")) {
                return names.getOrDefault(llamas, llamas);
            }
            String[] parts = llamas.substring(LAYERS.length() + 1).split("\\.", 2);
            String layer = names.getOrDefault(LAYERS, LAYERS) + "." + parts[0];
            return parts.length < 2 ? layer : layer + "." + names.getOrDefault(parts[1], parts[1]);
        }

        @Override
        public Weight weight(String name, Init init, int... shape) {
            return root.at(path()).weight(name, init, shape);
        }

        @Override
        public Weight table(String name, Init init, int... shape) {
            return root.at(path()).table(name, init, shape);
        }
    }
}
