package t2l.transformer.text;

import java.util.Arrays;
import java.util.stream.IntStream;

/// A piece of a text to be encoded. A located piece maps its characters to those of the original text; other pieces
/// skip this work.
///
/// Source: Hugging Face tokenizers, `tokenizer/normalizer.rs` (`NormalizedString`).
public final class Piece {
    private static final int[] NOWHERE = {};

    private final String string;
    private final boolean first;
    private final boolean located;
    private final int[] starts;
    private final int[] ends;

    /// @param starts for each `char` of `string`, the start of its source in the whole text, in code points
    /// @param ends   the end of its source
    private Piece(String string, boolean first, boolean located, int[] starts, int[] ends) {
        this.string = string;
        this.first = first;
        this.located = located;
        this.starts = starts;
        this.ends = ends;
    }

    /// A piece without locations.
    ///
    /// @param first whether it is at the start of the whole text
    public static Piece of(String string, boolean first) {
        return new Piece(string, first, false, NOWHERE, NOWHERE);
    }

    /// A whole text, located.
    static Piece whole(String text) {
        int[] starts = new int[text.length()];
        int next = -1;
        for (int i = 0; i < starts.length; i++) {
            next += i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i)) ? 0 : 1;
            starts[i] = next;
        }
        return new Piece(text, true, true, starts, IntStream.of(starts).map(start -> start + 1).toArray());
    }

    /// Its text.
    public String string() {
        return string;
    }

    /// Whether it is at the start of the whole text.
    public boolean first() {
        return first;
    }

    /// From `start` to before `end`.
    Piece cut(int start, int end) {
        String part = string.substring(start, end);
        return located
                ? new Piece(part, first && start == 0, true, Arrays.copyOfRange(starts, start, end),
                        Arrays.copyOfRange(ends, start, end))
                : of(part, first && start == 0);
    }

    /// The piece rewritten by `step`.
    Piece rewritten(Normalizer step) {
        if (!located) {
            return of(step.apply(string), first);
        }
        if (step instanceof Normalizer.Sequence(var steps)) {
            Piece piece = this;
            for (Normalizer each : steps) {
                piece = piece.rewritten(each);
            }
            return piece;
        }
        var tracked = new Tracked();
        step.rewrite(string, tracked);
        return tracked.finish();
    }

    /// The token `id` that covers the characters from `start` to before `end` of this located piece.
    Tokenizer.Located token(int id, int start, int end) {
        return start < end ? new Tokenizer.Located(id, starts[start], ends[end - 1]) : new Tokenizer.Located(id, 0, 0);
    }

    /// Builds the new text and its locations from the changes.
    private final class Tracked implements Normalizer.Rewriting {
        private final StringBuilder words = new StringBuilder(string.length() + 8);
        private int[] newStarts = new int[string.length() + 8];
        private int[] newEnds = new int[string.length() + 8];
        private int at;

        @Override
        public void skip(int characters) {
            for (int i = 0; i < characters && at < string.length(); i++) {
                at += Character.charCount(string.codePointAt(at));
            }
        }

        @Override
        public void put(int codePoint, int change) {
            int from = change > 0 ? at - 1 : Math.min(at, string.length() - 1);
            int start = words.length();
            words.appendCodePoint(codePoint);
            if (words.length() > newStarts.length) {
                newStarts = Arrays.copyOf(newStarts, 2 * words.length());
                newEnds = Arrays.copyOf(newEnds, 2 * words.length());
            }
            if (from >= 0) {
                Arrays.fill(newStarts, start, words.length(), starts[from]);
                Arrays.fill(newEnds, start, words.length(), ends[from]);
            }
            skip(1 - change);
        }

        private Piece finish() {
            return new Piece(words.toString(), first, true, Arrays.copyOf(newStarts, words.length()),
                    Arrays.copyOf(newEnds, words.length()));
        }
    }
}
