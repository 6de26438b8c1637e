package t2l.transformer.family;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import t2l.autograd.Dense;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Weights;
import t2l.tensor.Heads;
import t2l.tensor.Unary;
import t2l.tensor.io.JsonFile;
import t2l.transformer.Encoder;
import t2l.transformer.EncoderAttention;
import t2l.transformer.EncoderBlock;
import t2l.transformer.EncoderConfig;
import t2l.transformer.FeedForward;

/// BERT and the sentence encoders made of it (MiniLM, BGE, E5): places told by embeddings, a norm behind each sum.
/// Names as in HF `modeling_bert.BertModel`, without its pooler.
public record Bert() implements EncoderFamily {
    @Override
    public List<String> modelTypes() {
        return List.of("bert");
    }

    @Override
    public String prefix() {
        return "bert.";
    }

    @Override
    public Encoder encoder(JsonFile c, Weights root) {
        if (!c.text("position_embedding_type", "absolute").equals("absolute")) {
            throw c.wrong("position_embedding_type", "absolute", c.text("position_embedding_type"));
        }
        return encoder(
                Wording.possible(c.where(),
                        () -> new EncoderConfig(c.count("vocab_size"), c.count("hidden_size"),
                                c.count("intermediate_size"), c.count("num_hidden_layers"),
                                c.count("num_attention_heads"), c.count("max_position_embeddings"),
                                c.count("type_vocab_size", 2), c.number("layer_norm_eps", 1e-12))),
                Wording.activation(c, "hidden_act", "gelu"), root);
    }

    static Encoder encoder(EncoderConfig c, Unary activation, Weights root) {
        Weights at = root.at("embeddings");
        Init start = new Init.Normal(0.02);
        List<EncoderBlock> blocks = IntStream.range(0, c.layers())
                .mapToObj(l -> block(root.at("encoder").at("layer").at(l), c, activation)).toList();
        return new Encoder(c, at.at("word_embeddings").weight("weight", start, c.vocabulary(), c.width()),
                Optional.of(at.at("position_embeddings").weight("weight", start, c.positions(), c.width())),
                Optional.of(at.at("token_type_embeddings").weight("weight", start, c.types(), c.width())),
                Norm.of(at.at("LayerNorm"), c.width(), c.eps()), blocks, Optional.empty());
    }

    private static EncoderBlock block(Weights at, EncoderConfig c, Unary activation) {
        Weights self = at.at("attention").at("self");
        Weights output = at.at("attention").at("output");
        return new EncoderBlock.NormBehind(
                new EncoderAttention(
                        new EncoderAttention.Inputs.Separate(Dense.of(self.at("query"), c.width(), c.width()),
                                Dense.of(self.at("key"), c.width(), c.width()),
                                Dense.of(self.at("value"), c.width(), c.width())),
                        Dense.of(output.at("dense"), c.width(), c.width()), heads(c), Optional.empty()),
                Norm.of(output.at("LayerNorm"), c.width(), c.eps()),
                new FeedForward.Plain(Dense.of(at.at("intermediate").at("dense"), c.width(), c.hidden()),
                        Dense.of(at.at("output").at("dense"), c.hidden(), c.width()), activation),
                Norm.of(at.at("output").at("LayerNorm"), c.width(), c.eps()));
    }

    /// Heads that see the whole text.
    static Heads heads(EncoderConfig c) {
        return new Heads(c.heads(), c.heads(), c.headWidth(), 1 / Math.sqrt(c.headWidth()), false);
    }
}
