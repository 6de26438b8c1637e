package t2l.transformer.text;

import module java.base;
import t2l.tensor.T2lException;

/// A regular expression from a file, or a string. It may be built to run forever, so its character accesses are
/// counted.
///
/// @param where   its name in error messages
/// @param pattern in Java's syntax
record Expression(String where, Pattern pattern) {
    /// Maximum accesses per character of a text; the expressions of real tokenizers need about 20.
    private static final int MAX_LOOKS_PER_CHARACTER = 1000;

    /// An expression that is part of this program.
    static Expression own(String expression) {
        return Oniguruma.compile("tokenizer", expression);
    }

    /// Matches a string itself, and nothing if that is empty.
    static Expression literal(String where, String text) {
        return new Expression(where, text.isEmpty() ? Pattern.compile("(?!)") : Pattern.compile(text, Pattern.LITERAL));
    }

    private boolean isLiteral() {
        return (pattern.flags() & Pattern.LITERAL) != 0;
    }

    /// Passes on every match in `text`, from left to right, including empty ones. After an empty match the search
    /// continues one code point later, where Java would continue inside a surrogate pair. Throws [T2lException] if the
    /// search takes too long or needs too much stack.
    void find(String text, Consumer<MatchResult> matches) {
        Matcher matcher = pattern.matcher(new Counted(text));
        try {
            boolean found = matcher.find();
            while (found) {
                int end = matcher.end();
                boolean empty = matcher.start() == end;
                matches.accept(matcher);
                found = empty
                        ? end < text.length() && matcher.find(text.offsetByCodePoints(end, 1))
                        : matcher.find();
            }
        } catch (StackOverflowError | OutOfPatience e) {
            throw new T2lException(where + ": the regular expression '" + pattern.pattern()
                    + "' takes too much time or space on a text of " + text.length() + " characters", e);
        }
    }

    /// `text` with every match replaced by `to`. Throws [T2lException] like [#find].
    String replace(String text, String to) {
        if (isLiteral()) {
            return text.replace(pattern.pattern(), to); // the same, but faster
        }
        var out = new StringBuilder(text.length());
        int[] done = {0};
        find(text, match -> {
            out.append(text, done[0], match.start()).append(to);
            done[0] = match.end();
        });
        return out.append(text, done[0], text.length()).toString();
    }

    private static final class OutOfPatience extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A text with a limited number of accesses.
    private static final class Counted implements CharSequence {
        private final String text;
        private long left;

        private Counted(String text) {
            this.text = text;
            left = MAX_LOOKS_PER_CHARACTER * (text.length() + 100L);
        }

        @Override
        public char charAt(int i) {
            if (--left < 0) {
                throw new OutOfPatience();
            }
            return text.charAt(i);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
