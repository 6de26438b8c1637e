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

/// A family of decoders: how its `config.json` or its GGUF metadata map to a [DecoderConfig].
public sealed interface Family permits Llama, Mistral, Qwen2, Qwen3, Gemma2 {
    /// All families.
    static List<Family> all() {
        return List.of(new Llama(), new Mistral(), new Qwen2(), new Qwen3(), new Gemma2());
    }

    /// The `model_type` of its `config.json`.
    String modelType();

    /// The `general.architecture` of its GGUF files.
    default String architecture() {
        return modelType();
    }

    /// The sizes in a `config.json`; throws [T2lException] if one is missing or a setting is unsupported.
    DecoderConfig config(JsonFile config);

    /// The sizes in the metadata of a GGUF file; throws [T2lException] if one is missing or a setting is unsupported.
    DecoderConfig config(Gguf file);

    /// The modules of a layer whose names in GGUF differ from Llama's, each with its path in the layer.
    default Map<String, String> names() {
        return Map.of();
    }

    /// Converts a tensor, given by its Hugging Face name, to its form in GGUF files; changed tensors are copied into
    /// memory of `into`.
    default Tensor stored(String name, Tensor t, SegmentAllocator into) {
        return t;
    }

    /// The tensors of a GGUF file by their Hugging Face names and in their Hugging Face form. Changed tensors are
    /// copied into memory of `into`.
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
