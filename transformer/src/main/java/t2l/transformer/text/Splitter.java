package t2l.transformer.text;

import java.util.function.IntPredicate;

/// Splits a text at matches.
///
/// Source: Hugging Face tokenizers, `tokenizer/normalizer.rs` (`split`) and `tokenizer/pattern.rs`.
@FunctionalInterface
interface Splitter {
    /// Passes on the matches in `text` and the segments between them, in order and without gaps.
    void segments(String text, Segments segments);

    /// Receives the segments in order.
    @FunctionalInterface
    interface Segments {
        /// From `start` to before `end`, which may be the same place; `match` if it is a match, not a segment between two.
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

    /// At matches of a regular expression or a string. An empty match splits the text, but is not a piece.
    static Splitter of(Expression expression) {
        return (text, segments) -> {
            int[] done = {0};
            expression.find(text, match -> {
                segments.accept(done[0], match.start(), false);
                segments.accept(match.start(), match.end(), true);
                done[0] = match.end();
            });
            segments.accept(done[0], text.length(), false);
        };
    }

    /// At each code point that has a property.
    static Splitter characters(IntPredicate property) {
        return (text, segments) -> {
            int done = 0;
            int next;
            for (int i = 0; i < text.length(); i = next) {
                int c = text.codePointAt(i);
                next = i + Character.charCount(c);
                if (property.test(c)) {
                    segments.accept(done, i, false);
                    segments.accept(i, next, true);
                    done = next;
                }
            }
            segments.accept(done, text.length(), false);
        };
    }

    /// Passes on the pieces of `text` under `behavior`; `invert` swaps matches and the segments between them.
    default void split(String text, Behavior behavior, boolean invert, Ranges pieces) {
        var joining = new Joining(behavior, pieces);
        segments(text, (start, end, match) -> {
            if (start < end) {
                joining.accept(start, end, match != invert);
            }
        });
        joining.flush();
    }

    /// Receives the pieces in order.
    @FunctionalInterface
    interface Ranges {
        /// From `start` to before `end`.
        void accept(int start, int end);
    }

    /// Holds the last segment back until it is known whether the next one joins it.
    final class Joining {
        private final Behavior behavior;
        private final Ranges pieces;
        private int heldStart;
        private int heldEnd;
        private boolean heldMatch;

        private Joining(Behavior behavior, Ranges pieces) {
            this.behavior = behavior;
            this.pieces = pieces;
        }

        private void accept(int start, int end, boolean match) {
            boolean joins = heldStart < heldEnd && switch (behavior) {
                case CONTIGUOUS -> match == heldMatch;
                case MERGED_WITH_PREVIOUS -> match && !heldMatch;
                case MERGED_WITH_NEXT -> !match && heldMatch;
                case REMOVED, ISOLATED -> false;
            };
            if (!joins) {
                flush();
                heldStart = start;
            }
            heldEnd = end;
            heldMatch = match;
        }

        private void flush() {
            if (heldStart < heldEnd && !(behavior == Behavior.REMOVED && heldMatch)) {
                pieces.accept(heldStart, heldEnd);
            }
        }
    }
}
