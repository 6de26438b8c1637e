package t2l.transformer.text;

import java.util.List;
import t2l.transformer.text.Splitter.Behavior;

/// Cuts a text into the pieces that the model then encodes one by one: the `pre_tokenizer` of `tokenizer.json`.
///
/// Source: Hugging Face tokenizers, `tokenizers/src/pre_tokenizers`.
public sealed interface PreTokenizer {
    /// Gives the pieces of `text`, which is not empty, in order. `first` says whether `text` stands at the beginning of the whole input.
    void split(String text, boolean first, Pieces pieces);

    /// Takes one piece after another.
    @FunctionalInterface
    interface Pieces {
        /// A piece that is not empty; `first` says whether it stands at the beginning of the whole input.
        void accept(String piece, boolean first);
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
        public void split(String text, boolean first, Pieces pieces) {
            from(0, text, first, pieces);
        }

        private void from(int step, String text, boolean first, Pieces pieces) {
            if (step < steps.size()) {
                steps.get(step).split(text, first, (piece, isFirst) -> from(step + 1, piece, isFirst, pieces));
            } else if (!text.isEmpty()) {
                pieces.accept(text, first);
            }
        }
    }

    /// Cuts where `at` matches.
    record Split(Splitter at, Behavior behavior, boolean invert) implements PreTokenizer {
        @Override
        public void split(String text, boolean first, Pieces pieces) {
            at.split(text, behavior, invert, (start, end) -> pieces.accept(text.substring(start, end), first && start == 0));
        }
    }

    /// Writes each piece in the [ByteAlphabet]; with `words` it first cuts as GPT-2 does.
    record ByteLevel(boolean prefixSpace, boolean words) implements PreTokenizer {
        private static final Splitter WORDS = new Splitter.Regex(
                Expression.own("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"));

        @Override
        public void split(String text, boolean first, Pieces pieces) {
            String spaced = prefixSpace && !text.startsWith(" ") ? " " + text : text;
            if (words) {
                WORDS.split(
                        spaced,
                        Behavior.ISOLATED,
                        false,
                        (start, end) -> pieces.accept(ByteAlphabet.encode(spaced.substring(start, end)), first && start == 0));
            } else {
                pieces.accept(ByteAlphabet.encode(spaced), first);
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
        public void split(String text, boolean first, Pieces pieces) {
            boolean wanted = switch (prefix) {
                case FIRST -> first;
                case NEVER -> false;
                case ALWAYS -> true;
            };
            String replaced = text.replace(" ", mark);
            String marked = wanted && !replaced.startsWith(mark) ? mark + replaced : replaced;
            if (words) {
                new Split(new Splitter.Literal(mark), Behavior.MERGED_WITH_NEXT, false).split(marked, first, pieces);
            } else {
                pieces.accept(marked, first);
            }
        }
    }
}
