package t2l.hypernet;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import t2l.hypernet.EncoderPrompt.TaskReader;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Pooling;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// Turns descriptions into the input of a hypernetwork: unit vectors times `√E` (t2l-spec §7).
@FunctionalInterface
public interface TaskEmbedder extends AutoCloseable {
    /// Reads descriptions into memory of `into`. Throws [T2lException] if one is empty, or if tokens are wanted of
    /// what is no text encoder.
    ///
    /// @param tokens whether the states of the tokens are wanted as well
    Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into);

    /// The vectors alone, `[descriptions,E]`.
    default Tensor embed(List<String> descriptions, SegmentAllocator into) {
        return read(descriptions, false, into).vectors();
    }

    /// The number of tokens that are read of a description; 0 if it is not read as tokens.
    default int length(String description) {
        return 0;
    }

    /// Releases the model that [#open] opened. Other embedders own nothing.
    @Override
    default void close() {
        // nothing was opened
    }

    /// Opens the embedder that a hypernetwork was trained with. Throws [T2lException] if it cannot be opened.
    ///
    /// @param name  name of the model in training (`emb_model`), which determines prompt and pooling; empty for the
    ///              base model itself
    /// @param place its path: a text encoder, or for an empty name or an SFR-Embedding a language model
    /// @param opened a language model that is open already, by its path; used and not closed
    /// @param hints is told what the user should know
    static TaskEmbedder open(String name, String place, Function<String, Optional<LanguageModel>> opened,
            Kernels kernels, Consumer<String> hints) {
        TaskReader kind = TaskReader.named(name);
        if (kind == TaskReader.BASE || kind == TaskReader.SFR) {
            Optional<LanguageModel> known = opened.apply(place);
            LanguageModel model = known
                    .orElseGet(() -> LanguageModel.read(place, Optional.empty(), Optional.empty(), kernels));
            return new LastTokenReader(model, name, kernels, hints, known.isPresent() ? () -> {} : model::close);
        }
        TextEncoder encoder = TextEncoder.open(place, pooling(name), kernels);
        return new EncoderReader(encoder, EncoderPrompt.of(kind), kernels, hints, encoder::close);
    }

    /// The reference's pooling for the encoder `name`: the first token for GTE, else the pooling in the encoder's own
    /// files.
    static Optional<Pooling> pooling(String name) {
        return TaskReader.named(name) == TaskReader.GTE ? Optional.of(Pooling.CLS) : Optional.empty();
    }

    /// An embedder that uses a text encoder.
    ///
    /// @param name  of the encoder in training
    /// @param hints is told what the user should know
    static TaskEmbedder of(TextEncoder encoder, String name, Kernels kernels, Consumer<String> hints) {
        return new EncoderReader(encoder, EncoderPrompt.of(TaskReader.named(name)), kernels, hints, () -> {});
    }

    /// An embedder that uses a language model: the last token's vector after the last norm. Each description is read
    /// separately, which gives the same result as padding on either side (t2l-spec Q18).
    ///
    /// @param name  name of the model in training: empty for the base model, for which descriptions are truncated at
    ///              the start, as by the reference's tokenizer; for others, at the end
    /// @param hints is told about a description that is too long
    static TaskEmbedder of(LanguageModel model, String name, Kernels kernels, Consumer<String> hints) {
        return new LastTokenReader(model, name, kernels, hints, () -> {});
    }
}
