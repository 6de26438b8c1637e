package t2l.transformer.family;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;

/// A kind of decoder as others write it down: how its `config.json` says what [DecoderConfig] says.
public sealed interface Family permits Llama {
    /// Every family there is.
    List<Family> ALL = List.of(new Llama());

    /// The `model_type` of its `config.json`, and the `general.architecture` of its GGUF files.
    String modelType();

    /// The sizes in a `config.json`; throws [T2lException] if one is missing or something in it is not known here.
    DecoderConfig config(JsonFile config);

    /// The sizes in the metadata of a GGUF file; throws [T2lException] if one is missing or something in it is not known
    /// here.
    DecoderConfig config(Gguf file);

    /// The tensors of a GGUF file under their Hugging Face names and in the order of their rows there. What has to be
    /// moved for that is copied into memory of `into`.
    Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into);

    /// The family of this `config.json`; throws [T2lException] if there is none.
    static Family of(JsonFile config) {
        return named(config.where(), config.text("model_type"));
    }

    /// The family of this name; throws [T2lException] if there is none.
    ///
    /// @param where the file that says so
    static Family named(String where, String type) {
        return ALL.stream().filter(f -> f.modelType().equals(type)).findFirst()
                .orElseThrow(() -> new T2lException(where + ": needs a model of one of the families "
                        + ALL.stream().map(Family::modelType).collect(Collectors.joining(", ")) + ", got " + type));
    }
}
