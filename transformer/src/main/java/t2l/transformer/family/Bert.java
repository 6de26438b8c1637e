package t2l.transformer.family;

import java.util.LinkedHashMap;
import java.util.Map;
import t2l.tensor.Tensor;
import t2l.tensor.Unary;
import t2l.tensor.io.JsonFile;
import t2l.transformer.EncoderConfig;

/// BERT and the sentence encoders made of it (MiniLM, BGE, E5). Source: HF `configuration_bert`.
public final class Bert {
    private static final String PREFIX = "bert.";

    private Bert() {}

    /// The sizes in a `config.json`; throws [t2l.tensor.T2lException] if one is missing or it is of another family.
    public static EncoderConfig config(JsonFile c) {
        if (!c.text("model_type", "bert").equals("bert")) {
            throw c.wrong("model_type", "bert for a text encoder", c.text("model_type"));
        }
        if (!c.text("position_embedding_type", "absolute").equals("absolute")) {
            throw c.wrong("position_embedding_type", "absolute", c.text("position_embedding_type"));
        }
        Unary activation = switch (c.text("hidden_act", "gelu")) {
            case "gelu" -> Unary.GELU;
            case "gelu_new", "gelu_pytorch_tanh" -> Unary.GELU_TANH;
            case "relu" -> Unary.RELU;
            case String other -> throw c.wrong("hidden_act", "gelu, gelu_new or relu", other);
        };
        return new EncoderConfig(c.count("vocab_size"), c.count("hidden_size"), c.count("intermediate_size"),
                c.count("num_hidden_layers"), c.count("num_attention_heads"), c.count("max_position_embeddings"),
                c.count("type_vocab_size", 2), c.number("layer_norm_eps", 1e-12), activation);
    }

    /// A checkpoint's tensors under the names of the encoder alone: without the prefix that a BERT with a task head puts
    /// before them, and without what is known to be of no use for embeddings (pooler, pretraining heads, the list of
    /// positions that old versions saved).
    public static Map<String, Tensor> weights(Map<String, Tensor> checkpoint) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        checkpoint.forEach((name, tensor) -> {
            String own = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
            if (!own.startsWith("pooler.") && !own.startsWith("cls.") && !own.equals("embeddings.position_ids")) {
                weights.put(own, tensor);
            }
        });
        return weights;
    }
}
