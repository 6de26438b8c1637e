package t2l.transformer.text;

import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/// Turns tokens back into text: the `decoder` of `tokenizer.json`.
///
/// A decoder takes tokens one by one and passes text on as soon as no later token can change it. Decoding a whole text
/// and streaming use the same code, so they cannot differ. Source: Hugging Face tokenizers, `tokenizers/src/decoders`.
sealed interface TokenDecoder {
    /// A running decoder, which passes its output to `next`.
    Flow open(Flow next);

    /// The input of a decoder: tokens, each in one or more parts.
    interface Flow {
        /// A part of the current token, never half a code point.
        void text(String part);

        /// The current token ends here.
        void end();

        /// There are no more tokens.
        void close();
    }

    /// Several decoders, each reading the output of the one before.
    record Sequence(List<TokenDecoder> steps) implements TokenDecoder {
        public Sequence {
            steps = List.copyOf(steps);
        }

        @Override
        public Flow open(Flow next) {
            for (TokenDecoder step : steps.reversed()) {
                next = step.open(next);
            }
            return next;
        }
    }

    /// A decoder that turns each token into one.
    sealed interface EachToken extends TokenDecoder {
        /// What becomes of a token.
        ///
        /// @param first whether it is the first of its text
        String decoded(String token, boolean first);

        @Override
        default Flow open(Flow next) {
            return new Whole(next) {
                private boolean first = true;

                @Override
                void token(String token) {
                    next.text(decoded(token, first));
                    next.end();
                    first = false;
                }
            };
        }
    }

    /// Puts a space between tokens: the default if a file has no decoder.
    record Spaced() implements EachToken {
        @Override
        public String decoded(String token, boolean first) {
            return first ? token : " " + token;
        }
    }

    /// From the [ByteAlphabet] to UTF-8; a character may be split between tokens.
    record ByteLevel() implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            return new Whole(next) {
                private final Utf8 utf8 = new Utf8();

                @Override
                void token(String token) {
                    var text = new StringBuilder();
                    for (byte b : bytes(token)) {
                        utf8.accept(b, text);
                    }
                    if (!text.isEmpty()) {
                        next.text(text.toString());
                    }
                }

                @Override
                void last() {
                    var text = new StringBuilder();
                    utf8.finish(text);
                    next.text(text.toString());
                    next.end();
                }
            };
        }

        /// A token with a character outside the alphabet is an added token.
        static byte[] bytes(String token) {
            var bytes = new byte[token.length()];
            for (int i = 0; i < bytes.length; i++) {
                int b = ByteAlphabet.unsignedByte(token.charAt(i));
                if (b < 0) {
                    return token.getBytes(StandardCharsets.UTF_8);
                }
                bytes[i] = (byte) b;
            }
            return bytes;
        }
    }

    /// Replaces the matches of an expression in each token.
    record Replace(Expression expression, String to) implements EachToken {
        @Override
        public String decoded(String token, boolean first) {
            return expression.replace(token, to);
        }
    }

    /// A run of tokens `<0xXX>` is decoded as UTF-8 if all of it is valid, else each becomes U+FFFD. The text of a run
    /// is therefore known only at its end.
    record ByteFallback() implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            return new Whole(next) {
                private final ByteArrayList run = new ByteArrayList();

                @Override
                void token(String token) {
                    int b = value(token);
                    if (b >= 0) {
                        run.add((byte) b);
                    } else {
                        last();
                        next.text(token);
                        next.end();
                    }
                }

                @Override
                void last() {
                    if (!run.isEmpty()) {
                        for (String token : decoded(run.toByteArray())) {
                            next.text(token);
                            next.end();
                        }
                        run.clear();
                    }
                }
            };
        }

        /// The byte of a token `<0xXX>`, or −1.
        static int value(String token) {
            if (token.length() != 6 || !token.startsWith("<0x") || !token.endsWith(">")) {
                return -1;
            }
            int high = Character.digit(token.charAt(3), 16);
            int low = Character.digit(token.charAt(4), 16);
            return high < 0 || low < 0 ? -1 : 16 * high + low;
        }

        private static List<String> decoded(byte[] run) {
            try {
                return List.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run)).toString());
            } catch (CharacterCodingException _) {
                return Collections.nCopies(run.length, "\uFFFD");
            }
        }
    }

    /// Joins all tokens into one.
    record Fuse() implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            return new Flow() {
                @Override
                public void text(String part) {
                    next.text(part);
                }

                @Override
                public void end() {}

                @Override
                public void close() {
                    next.end();
                    next.close();
                }
            };
        }
    }

    /// Removes up to `start` repetitions of `content` from the start of each token, and up to `stop` from its end.
    record Strip(int content, int start, int stop) implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            return new Flow() {
                private int dropped;
                private int held;

                @Override
                public void text(String part) {
                    var kept = new StringBuilder(part.length());
                    part.codePoints().forEach(c -> {
                        if (c == content && dropped < start) {
                            dropped++;
                        } else {
                            // The start of the token is over: nothing more is removed there.
                            dropped = start;
                            pass(c, kept);
                        }
                    });
                    if (!kept.isEmpty()) {
                        next.text(kept.toString());
                    }
                }

                // Holds back text that may be the end of the token.
                private void pass(int c, StringBuilder kept) {
                    if (c != content) {
                        kept.repeat(content, held).appendCodePoint(c);
                        held = 0;
                    } else if (held < stop) {
                        held++;
                    } else {
                        kept.appendCodePoint(c);
                    }
                }

                @Override
                public void end() {
                    dropped = 0;
                    held = 0;
                    next.end();
                }

                @Override
                public void close() {
                    next.close();
                }
            };
        }
    }

    /// SentencePiece's mark becomes a space; in the first token, it is removed if encoding adds one there.
    record Metaspace(String mark, boolean prefixed) implements EachToken {
        @Override
        public String decoded(String token, boolean first) {
            return token.replace(mark, first && prefixed ? "" : " ");
        }
    }

    /// Puts a space before each token that starts a word; with `cleanup`, removes spaces before punctuation and
    /// contractions.
    record WordPiece(String continuation, boolean cleanup) implements EachToken {
        @Override
        public String decoded(String token, boolean first) {
            String spaced = first
                    ? token
                    : token.startsWith(continuation) ? token.substring(continuation.length()) : " " + token;
            return cleanup ? cleaned(spaced) : spaced;
        }

        private static String cleaned(String text) {
            return text.replace(" .", ".")
                    .replace(" ?", "?")
                    .replace(" !", "!")
                    .replace(" ,", ",")
                    .replace(" ' ", "'")
                    .replace(" n't", "n't")
                    .replace(" 'm", "'m")
                    .replace(" do not", " don't")
                    .replace(" 's", "'s")
                    .replace(" 've", "'ve")
                    .replace(" 're", "'re");
        }
    }

    /// A suffix that ends a word becomes a space, except in the last token.
    record EndOfWord(String suffix) implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            return new Whole(next) {
                private final StringBuilder held = new StringBuilder();
                private boolean begun;

                @Override
                void token(String token) {
                    pass(" ");
                    held.append(token);
                    begun = true;
                }

                private void pass(String replacement) {
                    if (begun) {
                        next.text(held.toString().replace(suffix, replacement));
                        next.end();
                        held.setLength(0);
                    }
                }

                @Override
                void last() {
                    pass("");
                }
            };
        }
    }

    /// A decoder that needs whole tokens.
    abstract class Whole implements Flow {
        private final Flow next;
        private final StringBuilder token = new StringBuilder();

        Whole(Flow next) {
            this.next = next;
        }

        abstract void token(String token);

        /// Passes on the text still held back, after the last token.
        void last() {}

        @Override
        public void text(String part) {
            token.append(part);
        }

        @Override
        public void end() {
            token(token.toString());
            token.setLength(0);
        }

        @Override
        public void close() {
            last();
            next.close();
        }
    }
}
