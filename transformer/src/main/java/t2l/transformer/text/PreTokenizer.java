package t2l.transformer.text;

import java.util.List;
import t2l.transformer.text.Splitter.Behavior;

/// Splits a text into pieces that the model encodes one by one: the `pre_tokenizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/pre_tokenizers`.
public sealed interface PreTokenizer {
    /// Passes on the pieces of `text`, which is not empty, in order.
    void split(Piece text, Pieces pieces);

    /// Receives the pieces in order.
    @FunctionalInterface
    interface Pieces {
        /// A piece that is not empty.
        void accept(Piece piece);
    }

    /// BERT's: white space is dropped, every punctuation mark is a piece.
    static PreTokenizer bert() {
        return new Sequence(List.of(
                new Split(new Splitter.CodePoints(Characters::isWhiteSpace), Behavior.REMOVED, false),
                new Split(new Splitter.CodePoints(CharacterClass.PUNCTUATION::contains), Behavior.ISOLATED, false)));
    }

    /// Each step splits the pieces of the one before; with no steps, the text is one piece.
    record Sequence(List<PreTokenizer> steps) implements PreTokenizer {
        /// Copies `steps`.
        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public void split(Piece text, Pieces pieces) {
            from(0, text, pieces);
        }

        private void from(int step, Piece text, Pieces pieces) {
            if (step < steps.size()) {
                steps.get(step).split(text, piece -> from(step + 1, piece, pieces));
            } else if (!text.string().isEmpty()) {
                pieces.accept(text);
            }
        }
    }

    /// Splits where `at` matches.
    record Split(Splitter at, Behavior behavior, boolean invert) implements PreTokenizer {
        @Override
        public void split(Piece text, Pieces pieces) {
            at.split(text.string(), behavior, invert, (start, end) -> pieces.accept(text.cut(start, end)));
        }
    }

    /// Converts each piece to the [ByteAlphabet]; with `words`, splits as GPT-2 does first.
    record ByteLevel(boolean prefixSpace, boolean words) implements PreTokenizer {
        private static final Splitter WORDS = new Splitter.Regex(
                Expression.own("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"));

        private static final Normalizer SPACE = new Normalizer.Prepend(" ");
        private static final Normalizer LETTERS = new Normalizer.ByteLevel();

        @Override
        public void split(Piece text, Pieces pieces) {
            Piece spaced = prefixSpace && !text.string().startsWith(" ") ? text.rewritten(SPACE) : text;
            if (words) {
                WORDS.split(spaced.string(), Behavior.ISOLATED, false,
                        (start, end) -> pieces.accept(spaced.cut(start, end).rewritten(LETTERS)));
            } else {
                pieces.accept(spaced.rewritten(LETTERS));
            }
        }
    }

    /// SentencePiece's treatment of spaces: each becomes `mark`, which starts a word. Then `words` splits the text.
    record Metaspace(String mark, Prefix prefix, PreTokenizer words) implements PreTokenizer {
        private static final Expression SPACE = Expression.literal("tokenizer", " ");

        /// The pieces that get a mark if they do not start with one.
        public enum Prefix {
            /// Only the first piece of the input.
            FIRST,
            /// None.
            NEVER,
            /// Each.
            ALWAYS;
        }

        @Override
        public void split(Piece text, Pieces pieces) {
            boolean wanted = switch (prefix) {
                case FIRST -> text.first();
                case NEVER -> false;
                case ALWAYS -> true;
            };
            Piece replaced = text.rewritten(new Normalizer.Replace(SPACE, mark));
            Piece marked = wanted && !replaced.string().startsWith(mark)
                    ? replaced.rewritten(new Normalizer.Prepend(mark))
                    : replaced;
            words.split(marked, pieces);
        }
    }
}
