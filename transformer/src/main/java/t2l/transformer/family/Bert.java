package t2l.transformer.family;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.io.Gguf;
import t2l.tensor.kernel.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// BERT and the sentence encoders derived from it (MiniLM, BGE, E5): position embeddings, post-norm. Names as in HF
/// `modeling_bert.BertModel`, without its pooler.
public record Bert() implements EncoderFamily {
    /// Its architecture in GGUF, and its modules' names there.
    static final String ARCHITECTURE = "bert";
    private static final Map<String, String> TOP = Map.of("token_embd", "embeddings.word_embeddings", "position_embd",
            "embeddings.position_embeddings", "token_types", "embeddings.token_type_embeddings", "token_embd_norm",
            "embeddings.LayerNorm");
    private static final Map<String, String> LAYER = Map.of("attn_q", "attention.self.query", "attn_k",
            "attention.self.key", "attn_v", "attention.self.value", "attn_output", "attention.output.dense",
            "attn_output_norm", "attention.output.LayerNorm", "ffn_up", "intermediate.dense", "ffn_down",
            "output.dense", "layer_output_norm", "output.LayerNorm");

    @Override
    public List<String> modelTypes() {
        return List.of("bert");
    }

    @Override
    public String prefix() {
        return "bert.";
    }

    /// The encoder of a GGUF file. Throws [T2lException] if a size is missing or the architecture is another.
    ///
    /// @param root has [#weights(Gguf)]
    Encoder encoder(Gguf file, Weights root) {
        if (!file.text("general.architecture").equals(ARCHITECTURE)) {
            throw new T2lException(file.path() + ": general.architecture: needs " + ARCHITECTURE
                    + " for a text encoder, got " + file.text("general.architecture"));
        }
        Source keys = keys(file);
        return encoder(
                T2lException.blaming(file.path().toString(),
                        () -> new EncoderConfig(file.get("token_embd.weight").dim(0), keys.count("embedding_length"),
                                keys.count("feed_forward_length"), keys.count("block_count"),
                                keys.count("attention.head_count"), keys.count("context_length"),
                                file.get("token_types.weight").dim(0), keys.number("attention.layer_norm_epsilon"))),
                Unary.GELU, root);
    }

    private static Source keys(Gguf file) {
        return GgufSettings.keys(file, ARCHITECTURE, Map.of());
    }

    /// The tensors of a GGUF file under their Hugging Face names.
    Map<String, Tensor> weights(Gguf file) {
        return new GgufNames(TOP, LAYER, "encoder.layer.").rename(file.tensors());
    }

    /// The pooling named in the file; throws [T2lException] if it is not supported.
    static Pooling pooling(Gguf file) {
        int type = keys(file).count("pooling_type", 1);
        return switch (type) {
            case 1 -> Pooling.MEAN;
            case 2 -> Pooling.CLS;
            case 3 -> Pooling.LAST;
            default -> throw new T2lException(file.path() + ": " + ARCHITECTURE
                    + ".pooling_type: needs 1 (mean), 2 (cls) or 3 (last token), got " + type);
        };
    }

    @Override
    public Encoder encoder(Source c, Weights root) {
        if (!c.text("position_embedding_type", "absolute").equals("absolute")) {
            throw c.wrong("position_embedding_type", "absolute", c.text("position_embedding_type"));
        }
        return encoder(ConfigReader.encoder(c, c.count("type_vocab_size", 2), c.number("layer_norm_eps", 1e-12)),
                ConfigReader.activation(c, "hidden_act", "gelu"), root);
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

    /// Heads that attend to the whole text.
    static Heads heads(EncoderConfig c) {
        return new Heads(c.heads(), c.heads(), c.headWidth(), 1 / Math.sqrt(c.headWidth()), false);
    }
}
