package t2l.hypernet;

import java.util.List;
import java.util.Locale;
import t2l.tensor.T2lException;
import t2l.transformer.text.Characters;

/// How a description is put to a text encoder (t2l-spec §7).
enum EncoderPrompt {
    /// Unchanged, without surrounding white space: encoders that the reference does not know.
    PLAIN {
        @Override
        String of(String description) {
            return trimmed(description);
        }
    },
    /// With a full stop after a letter: GTE, and a base model as its own encoder.
    SENTENCE {
        @Override
        String of(String description) {
            String text = trimmed(description);
            return Character.isLetter(text.codePointBefore(text.length())) ? text + "." : text;
        }
    },
    /// After an instruction, with its white space: SFR-Embedding.
    INSTRUCTION {
        @Override
        String of(String description) {
            trimmed(description);
            return "Instruct: Retrieve semantically similar text.\nQuery: " + description;
        }
    };

    /// The format for the encoder that a hypernetwork was trained with (`emb_model`; empty for the base model itself).
    static EncoderPrompt of(TaskReader reader) {
        return switch (reader) {
            case BASE, GTE -> SENTENCE;
            case SFR -> INSTRUCTION;
            case OTHER -> PLAIN;
        };
    }

    /// The encoder's input. Throws [T2lException] if `description` is empty.
    abstract String of(String description);

    private static String trimmed(String description) {
        String text = Characters.strip(description);
        if (text.isEmpty()) {
            throw new T2lException("description: needs a sentence that describes a task, got an empty one");
        }
        return text;
    }

    /// The encoders that the reference knows, by a word in the last part of a name or path (`emb_model`).
    enum TaskReader {
        /// The base model itself, if no encoder is named.
        BASE,
        /// A GTE: the first token's vector.
        GTE,
        /// An SFR-Embedding, a language model: the last token's vector.
        SFR,
        /// Any other, with the pooling in its own files.
        OTHER;

        static TaskReader named(String name) {
            String last = name.toLowerCase(Locale.ROOT).replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
            List<String> words = List.of(last.split("[^a-z]+", -1));
            return name.isEmpty() ? BASE : words.contains("gte") ? GTE : words.contains("sfr") ? SFR : OTHER;
        }
    }
}
