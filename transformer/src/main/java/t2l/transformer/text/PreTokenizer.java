package t2l.transformer.text;

import java.util.List;
import t2l.transformer.text.Splitter.Behavior;

/// Cuts a text into the pieces that the model then encodes one by one: the `pre_tokenizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/pre_tokenizers`.
public sealed interface PreTokenizer {
    /// Gives the pieces of `text`, which is not empty, in order.
    void split(Piece text, Pieces pieces);

    /// Takes one piece after another.
    @FunctionalInterface
    interface Pieces {
        /// A piece that is not empty.
        void accept(Piece piece);
    }

    /// BERT's: blanks are left out, every punctuation mark is a piece.
    static PreTokenizer bert() {
        return new Sequence(List.of(
                new Split(new Splitter.CodePoints(Characters::isWhiteSpace), Behavior.REMOVED, false),
                new Split(new Splitter.CodePoints(Characters::isPunctuation), Behavior.ISOLATED, false)));
    }

    /// Each step cuts the pieces of the one before; no steps leave the text whole.
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

    /// Cuts where `at` matches.
    record Split(Splitter at, Behavior behavior, boolean invert) implements PreTokenizer {
        @Override
        public void split(Piece text, Pieces pieces) {
            at.split(text.string(), behavior, invert, (start, end) -> pieces.accept(text.cut(start, end)));
        }
    }

    /// Writes each piece in the [ByteAlphabet]; with `words` it first cuts as GPT-2 does.
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

    /// SentencePiece's view of blanks: each is written as `mark`, which begins a word.
    record Metaspace(String mark, Prefix prefix, boolean words) implements PreTokenizer {
        /// Which pieces get a mark in front if they have none.
        public enum Prefix {
            /// Only the one at the beginning of the input.
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
            Piece replaced = text.rewritten(new Normalizer.Replace(" ", mark));
            Piece marked = wanted && !replaced.string().startsWith(mark)
                    ? replaced.rewritten(new Normalizer.Prepend(mark))
                    : replaced;
            if (words) {
                new Split(new Splitter.Literal(mark), Behavior.MERGED_WITH_NEXT, false).split(marked, pieces);
            } else {
                pieces.accept(marked);
            }
        }
    }
}
