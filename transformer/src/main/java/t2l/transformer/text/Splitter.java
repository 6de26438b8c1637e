package t2l.transformer.text;

import java.util.function.IntPredicate;

/// Splits a text at matches.
///
/// Source: Hugging Face tokenizers, `tokenizer/normalizer.rs` (`split`) and `tokenizer/pattern.rs`.
public sealed interface Splitter {
    /// Passes on the matches in `text` and the segments between them, in order and without gaps.
    void segments(String text, Segments segments);

    /// Receives the segments in order.
    @FunctionalInterface
    interface Segments {
        /// From `start` to before `end`; `match` if it is a match, not a segment between two.
        void accept(int start, int end, boolean match);
    }

    /// The treatment of the matches.
    enum Behavior {
        /// They are removed.
        REMOVED,
        /// Each is a piece.
        ISOLATED,
        /// Neighbouring matches form one piece.
        CONTIGUOUS,
        /// Each ends the piece before it.
        MERGED_WITH_PREVIOUS,
        /// Each begins the piece after it.
        MERGED_WITH_NEXT;
    }

    /// Matches of a regular expression or a string.
    record Regex(Expression expression) implements Splitter {
        @Override
        public void segments(String text, Segments segments) {
            int[] done = {0};
            expression.find(text, match -> {
                gap(done[0], match.start(), segments);
                done[0] = match.end();
                // An empty match splits the text, but is not a piece.
                if (match.start() < match.end()) {
                    segments.accept(match.start(), match.end(), true);
                }
            });
            gap(done[0], text.length(), segments);
        }
    }

    /// Each code point that has a property.
    record CodePoints(IntPredicate property) implements Splitter {
        @Override
        public void segments(String text, Segments segments) {
            int done = 0;
            for (int i = 0; i < text.length(); ) {
                int c = text.codePointAt(i);
                int next = i + Character.charCount(c);
                if (property.test(c)) {
                    gap(done, i, segments);
                    segments.accept(i, next, true);
                    done = next;
                }
                i = next;
            }
            gap(done, text.length(), segments);
        }
    }

    private static void gap(int start, int end, Segments segments) {
        if (start < end) {
            segments.accept(start, end, false);
        }
    }

    /// Passes on the pieces of `text` under `behavior`; `invert` swaps matches and the segments between them.
    default void split(String text, Behavior behavior, boolean invert, Ranges pieces) {
        switch (behavior) {
            case ISOLATED -> segments(text, (start, end, _) -> pieces.accept(start, end));
            case REMOVED -> segments(text, (start, end, match) -> {
                if (match == invert) {
                    pieces.accept(start, end);
                }
            });
            case CONTIGUOUS, MERGED_WITH_PREVIOUS, MERGED_WITH_NEXT -> {
                var joined = new Joining(behavior, pieces);
                segments(text, (start, end, match) -> joined.accept(start, end, match != invert));
                joined.flush();
            }
        }
    }

    /// Receives the pieces in order.
    @FunctionalInterface
    interface Ranges {
        /// From `start` to before `end`.
        void accept(int start, int end);
    }

    /// Holds the last segment back until it is known whether the next one joins it.
    final class Joining implements Segments {
        private final Behavior behavior;
        private final Ranges pieces;
        private int heldStart;
        private int heldEnd;
        private boolean heldMatch;

        private Joining(Behavior behavior, Ranges pieces) {
            this.behavior = behavior;
            this.pieces = pieces;
        }

        @Override
        public void accept(int start, int end, boolean match) {
            boolean joins = switch (behavior) {
                case CONTIGUOUS -> match == heldMatch;
                case MERGED_WITH_PREVIOUS -> match && !heldMatch;
                case MERGED_WITH_NEXT -> !match && heldMatch;
                case REMOVED, ISOLATED -> false;
            };
            if (!joins || heldStart == heldEnd) {
                flush();
                heldStart = start;
            }
            heldEnd = end;
            heldMatch = match;
        }

        private void flush() {
            if (heldStart < heldEnd) {
                pieces.accept(heldStart, heldEnd);
            }
        }
    }
}
