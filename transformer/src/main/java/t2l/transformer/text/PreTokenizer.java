package t2l.transformer.text;

import java.util.List;
import t2l.transformer.text.Splitter.Behavior;

/// Splits a text into pieces that the model encodes one by one: the `pre_tokenizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/pre_tokenizers`.
@FunctionalInterface
interface PreTokenizer {
    /// Passes on the pieces of `text`, which is not empty, in order.
    ///
    /// @param first whether `text` is at the start of the whole input
    void split(String text, boolean first, Pieces pieces);

    /// Receives the pieces in order.
    @FunctionalInterface
    interface Pieces {
        /// Takes the next piece.
        ///
        /// @param piece a text that is not empty
        /// @param first whether it is at the start of the whole input
        void accept(String piece, boolean first);
    }

    /// Each step splits the pieces of the one before; with no steps, the text is one piece.
    static PreTokenizer sequence(List<PreTokenizer> steps) {
        PreTokenizer all = (text, first, pieces) -> {
            if (!text.isEmpty()) {
                pieces.accept(text, first);
            }
        };
        for (PreTokenizer step : steps.reversed()) {
            PreTokenizer next = all;
            all = (text, first, pieces) -> step.split(text, first,
                    (piece, isFirst) -> next.split(piece, isFirst, pieces));
        }
        return all;
    }

    /// Splits where `at` matches.
    ///
    /// @param invert whether `behavior` is about what lies between the matches
    static PreTokenizer split(Splitter at, Behavior behavior, boolean invert) {
        return (text, first, pieces) -> at.split(text, behavior, invert,
                (start, end) -> pieces.accept(text.substring(start, end), first && start == 0));
    }

    /// BERT's: white space is dropped, every punctuation mark is a piece.
    static PreTokenizer bert() {
        return sequence(List.of(split(Splitter.characters(Characters::isWhiteSpace), Behavior.REMOVED, false),
                split(Splitter.characters(CharacterClass.PUNCTUATION::contains), Behavior.ISOLATED, false)));
    }

    /// Converts each piece to the [ByteAlphabet].
    ///
    /// @param prefixSpace whether a text gets a space before it, if it has none
    /// @param words       whether to split as GPT-2 does first
    static PreTokenizer byteLevel(boolean prefixSpace, boolean words) {
        PreTokenizer cut = words
                ? split(Splitter.of(Expression.own(
                        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+")),
                        Behavior.ISOLATED, false)
                : sequence(List.of());
        return (text, first, pieces) -> cut.split(prefixSpace && !text.startsWith(" ") ? " " + text : text, first,
                (piece, isFirst) -> pieces.accept(ByteAlphabet.encode(piece), isFirst));
    }

    /// The pieces that get SentencePiece's mark if they do not start with one.
    enum Prefix {
        /// Only the first piece of the input.
        FIRST,
        /// None.
        NEVER,
        /// Each.
        ALWAYS;
    }

    /// SentencePiece's treatment of spaces: each becomes `mark`, which starts a word. Then `words` splits the text.
    static PreTokenizer metaspace(String mark, Prefix prefix, PreTokenizer words) {
        return (text, first, pieces) -> {
            String marked = text.replace(" ", mark);
            boolean wanted = prefix == Prefix.ALWAYS || (prefix == Prefix.FIRST && first);
            words.split(wanted && !marked.startsWith(mark) ? mark + marked : marked, first, pieces);
        };
    }
}
