package t2l.transformer.family;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import t2l.autograd.Weights;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.JsonFile;
import t2l.transformer.Encoder;

/// A kind of text encoder as others write it down: what its parts are called, and how its `config.json` says which it
/// has.
public sealed interface EncoderFamily permits Bert, Gte, ModernBert {
    /// Every family there is.
    static List<EncoderFamily> all() {
        return List.of(new Bert(), new Gte(), new ModernBert());
    }

    /// The values of `model_type` in its `config.json`.
    List<String> modelTypes();

    /// What a model with a task head puts before the names of the encoder's own tensors.
    String prefix();

    /// Asks `root` for all weights of the encoder that a `config.json` describes. Throws [T2lException] if a size is
    /// missing or something in the file is not known here.
    Encoder encoder(JsonFile config, Weights root);

    /// A checkpoint's tensors under the names of the encoder alone: without prefix, and without what is known to be of
    /// no use for embeddings (pooler, task heads, the list of positions that old versions saved).
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

    /// How the names begin that [#weights] leaves out.
    List<String> HEADS = List.of("pooler.", "cls.", "lm_head.", "head.", "decoder.", "classifier.",
            "embeddings.position_ids");

    /// The family of this `config.json`; throws [T2lException] if there is none.
    static EncoderFamily of(JsonFile config) {
        String type = config.text("model_type", "bert");
        return all().stream().filter(f -> f.modelTypes().contains(type)).findFirst()
                .orElseThrow(() -> new T2lException(config.where() + ": needs a text encoder of one of the families "
                        + all().stream().flatMap(f -> f.modelTypes().stream()).collect(Collectors.joining(", "))
                        + ", got " + type));
    }
}
