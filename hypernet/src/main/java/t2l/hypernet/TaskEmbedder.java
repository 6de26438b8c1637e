package t2l.hypernet;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import t2l.tensor.Kernels;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.transformer.Pooling;
import t2l.transformer.family.TextEncoder;

/// Turns descriptions into what a hypernetwork reads: unit vectors times `√E` (t2l-spec §7).
@FunctionalInterface
public interface TaskEmbedder {
    /// `[descriptions,E]` in F32, in memory of `into`. Throws [T2lException] if a description is empty.
    Tensor embed(List<String> descriptions, SegmentAllocator into);

    /// The pooling that the reference uses for the encoder `name`: the first token for GTE, else what the encoder's own
    /// files say.
    static Optional<Pooling> pooling(String name) {
        return gte(name) ? Optional.of(Pooling.CLS) : Optional.empty();
    }

    private static boolean gte(String name) {
        return name.toLowerCase(Locale.ROOT).contains("gte");
    }

    /// Reads through `encoder`.
    ///
    /// @param name  of the encoder: GTE reads descriptions with a full stop, which is added after a letter
    /// @param hints hears what the user should know
    static TaskEmbedder of(TextEncoder encoder, String name, Kernels kernels, Consumer<String> hints) {
        return (descriptions, into) -> {
            List<String> texts = descriptions.stream().map(d -> gte(name) ? ended(trimmed(d)) : trimmed(d)).toList();
            Tensor rows = encoder.embed(kernels, into, texts, hints);
            kernels.scale(Math.sqrt(rows.dim(1)), rows, rows);
            return rows;
        };
    }

    private static String trimmed(String description) {
        String text = description.strip();
        if (text.isEmpty()) {
            throw new T2lException("description: needs a sentence that says what to do, got an empty one");
        }
        return text;
    }

    private static String ended(String text) {
        return Character.isLetter(text.codePointBefore(text.length())) ? text + "." : text;
    }
}
