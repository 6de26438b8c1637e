package t2l.transformer.family;

import module java.base;
import t2l.autograd.Weights;
import t2l.tensor.*;
import t2l.tensor.settings.Source;
import t2l.transformer.Encoder;

/// A family of text encoders: the names of its parts, and how its `config.json` describes them.
public sealed interface EncoderFamily permits Bert, Gte, ModernBert {
    /// All families.
    static List<EncoderFamily> all() {
        return List.of(new Bert(), new Gte(), new ModernBert());
    }

    /// The values of `model_type` in its `config.json`.
    List<String> modelTypes();

    /// The prefix of the encoder's tensors in a model with a task head.
    String prefix();

    /// Requests all weights of the encoder described by a `config.json` from `root`. Throws [T2lException] if a size is
    /// missing or the file has an unsupported setting.
    Encoder encoder(Source config, Weights root);

    /// A checkpoint's tensors by the encoder's own names: without the prefix, and without those that embeddings do not
    /// need (pooler, task heads, the position ids that old versions saved).
    default Map<String, Tensor> weights(Map<String, Tensor> checkpoint) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        checkpoint.forEach((name, tensor) -> {
            String own = name.startsWith(prefix()) ? name.substring(prefix().length()) : name;
            if (HEADS.stream().noneMatch(own::startsWith)) {
                weights.put(own, tensor);
            }
        });
        return weights;
    }

    /// Prefixes of the names that [#weights] drops.
    List<String> HEADS = List.of("pooler.", "cls.", "lm_head.", "head.", "decoder.", "classifier.",
            "embeddings.position_ids");

    /// The family of this `config.json`; throws [T2lException] if there is none.
    static EncoderFamily of(Source config) {
        String type = config.text("model_type", "bert");
        return all().stream().filter(f -> f.modelTypes().contains(type)).findFirst()
                .orElseThrow(() -> new T2lException(config.where() + ": needs a text encoder of one of the families "
                        + all().stream().flatMap(f -> f.modelTypes().stream()).collect(Collectors.joining(", "))
                        + ", got " + type));
    }
}
