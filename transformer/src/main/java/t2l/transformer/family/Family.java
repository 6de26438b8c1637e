package t2l.transformer.family;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;

/// A kind of decoder as others write it down: how its `config.json` or its GGUF metadata say what [DecoderConfig] says.
public sealed interface Family permits Llama, Mistral, Qwen2, Qwen3, Gemma2 {
    /// Every family there is.
    static List<Family> all() {
        return List.of(new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new Gemma2());
    }

    /// The `model_type` of its `config.json`.
    String modelType();

    /// The `general.architecture` of its GGUF files.
    default String architecture() {
        return modelType();
    }

    /// The sizes in a `config.json`; throws [T2lException] if one is missing or something in it is not known here.
    DecoderConfig config(JsonFile config);

    /// The sizes in the metadata of a GGUF file; throws [T2lException] if one is missing or something in it is not known
    /// here.
    DecoderConfig config(Gguf file);

    /// What its GGUF files call modules of a layer in another way than those of a Llama, each with the path of the module
    /// in its layer.
    default Map<String, String> names() {
        return Map.of();
    }

    /// A tensor as its GGUF files hold it, under its Hugging Face name; what has to be changed for that is copied into
    /// memory of `into`.
    default Tensor stored(String name, Tensor t, SegmentAllocator into) {
        return t;
    }

    /// The tensors of a GGUF file under their Hugging Face names and as they are there. What has to be changed for that
    /// is copied into memory of `into`.
    default Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into) {
        return GgufNames.rename(file.tensors(), names());
    }

    /// The family of this `config.json`; throws [T2lException] if there is none.
    static Family of(JsonFile config) {
        return named(Family::modelType, config.where(), config.text("model_type"));
    }

    /// The family of this GGUF file; throws [T2lException] if there is none.
    static Family of(Gguf file) {
        return named(Family::architecture, file.path().toString(), file.text("general.architecture"));
    }

    private static Family named(Function<Family, String> name, String where, String type) {
        return all().stream().filter(f -> name.apply(f).equals(type)).findFirst()
                .orElseThrow(() -> new T2lException(where + ": needs a model of one of the families "
                        + all().stream().map(name).distinct().collect(Collectors.joining(", ")) + ", got " + type));
    }
}
