package t2l.transformer.text;

import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import module java.base;

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
        ///
        /// @param last whether the token ends here
        void accept(String part, boolean last);

        /// There are no more tokens.
        default void close() {}
    }

    /// A flow of whole tokens.
    final class Whole implements Flow {
        interface Step {
            /// Passes on what becomes of the next token.
            ///
            /// @param first whether the token is the first of its text
            void accept(String token, boolean first);
        }

        private final Flow next;
        private final Step step;
        private final Runnable end;
        private final StringBuilder token = new StringBuilder();
        private boolean first = true;

        /// @param end passes on what is still held back after the last token
        Whole(Flow next, Step step, Runnable end) {
            this.next = next;
            this.step = step;
            this.end = end;
        }

        @Override
        public void accept(String part, boolean last) {
            token.append(part);
            if (last) {
                step.accept(token.toString(), first);
                token.setLength(0);
                first = false;
            }
        }

        @Override
        public void close() {
            end.run();
            next.close();
        }
    }

    /// Several decoders, each reading the output of the one before.
    record Sequence(List<TokenDecoder> steps) implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            Flow all = next;
            for (TokenDecoder step : steps.reversed()) {
                all = step.open(all);
            }
            return all;
        }
    }

    /// A decoder that turns each token into one.
    non-sealed interface EachToken extends TokenDecoder {
        /// What becomes of a token.
        ///
        /// @param first whether it is the first of its text
        String decoded(String token, boolean first);

        @Override
        default Flow open(Flow next) {
            return new Whole(next, (token, first) -> next.accept(decoded(token, first), true), () -> {});
        }
    }

    /// Puts a space between tokens: the default if a file has no decoder.
    static EachToken spaced() {
        return (token, first) -> first ? token : " " + token;
    }

    /// Replaces the matches of an expression in each token.
    static EachToken replace(Expression expression, String to) {
        return (token, _) -> expression.replace(token, to);
    }

    /// SentencePiece's mark becomes a space; in the first token, it is removed if encoding adds one there.
    static EachToken metaspace(String mark, boolean prefixed) {
        return (token, first) -> token.replace(mark, first && prefixed ? "" : " ");
    }

    /// Puts a space before each token that starts a word; with `cleanup`, removes spaces before punctuation and
    /// contractions.
    static EachToken wordPiece(String continuation, boolean cleanup) {
        return (token, first) -> {
            String spaced = first
                    ? token
                    : token.startsWith(continuation) ? token.substring(continuation.length()) : " " + token;
            return cleanup
                    ? spaced.replace(" .", ".").replace(" ?", "?").replace(" !", "!").replace(" ,", ",")
                            .replace(" ' ", "'").replace(" n't", "n't").replace(" 'm", "'m")
                            .replace(" do not", " don't").replace(" 's", "'s").replace(" 've", "'ve")
                            .replace(" 're", "'re")
                    : spaced;
        };
    }

    /// From the [ByteAlphabet] to UTF-8; a character may be split between tokens.
    record ByteLevel() implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            var utf8 = new ByteAlphabet.Utf8();
            var text = new StringBuilder();
            return new Whole(next, (token, _) -> {
                for (byte b : bytes(token)) {
                    utf8.accept(b, text);
                }
                next.accept(text.toString(), false);
                text.setLength(0);
            }, () -> {
                utf8.finish(text);
                next.accept(text.toString(), true);
            });
        }

        /// A token with a character outside the alphabet is an added token.
        private static byte[] bytes(String token) {
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

    /// A run of tokens `<0xXX>` is decoded as UTF-8 if all of it is valid, else each becomes U+FFFD. The text of a run
    /// is therefore known only at its end.
    record ByteFallback() implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            var run = new ByteArrayList();
            Runnable endRun = () -> {
                decoded(run.toByteArray()).forEach(text -> next.accept(text, true));
                run.clear();
            };
            return new Whole(next, (token, _) -> {
                int b = value(token);
                if (b >= 0) {
                    run.add((byte) b);
                } else {
                    endRun.run();
                    next.accept(token, true);
                }
            }, endRun);
        }

        /// The byte of a token `<0xXX>`, or −1.
        private static int value(String token) {
            if (token.length() != 6 || !token.startsWith("<0x") || !token.endsWith(">")) {
                return -1;
            }
            int high = Character.digit(token.charAt(3), 16);
            int low = Character.digit(token.charAt(4), 16);
            return high < 0 || low < 0 ? -1 : 16 * high + low;
        }

        private static List<String> decoded(byte[] run) {
            try {
                return run.length == 0
                        ? List.of()
                        : List.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(run)).toString());
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
                public void accept(String part, boolean last) {
                    next.accept(part, false);
                }

                @Override
                public void close() {
                    next.accept("", true);
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
                // How many `content` are held back, because they may be the end of the token.
                private int held;

                @Override
                public void accept(String part, boolean last) {
                    var kept = new StringBuilder(part.length());
                    part.codePoints().forEach(c -> {
                        if (c == content && dropped < start) {
                            dropped++;
                        } else if (c == content && held < stop) {
                            dropped = start; // nothing more is removed at the start
                            held++;
                        } else {
                            dropped = start;
                            kept.repeat(content, c == content ? 0 : held).appendCodePoint(c);
                            held = c == content ? held : 0;
                        }
                    });
                    next.accept(kept.toString(), last);
                    dropped = last ? 0 : dropped;
                    held = last ? 0 : held;
                }

                @Override
                public void close() {
                    next.close();
                }
            };
        }
    }

    /// A suffix that ends a word becomes a space, except in the last token.
    record EndOfWord(String suffix) implements TokenDecoder {
        @Override
        public Flow open(Flow next) {
            var held = new StringBuilder();
            return new Whole(next, (token, first) -> {
                if (!first) {
                    next.accept(held.toString().replace(suffix, " "), true);
                }
                held.setLength(0);
                held.append(token);
            }, () -> next.accept(held.toString().replace(suffix, ""), true));
        }
    }

    /// The bytes of one token, so that texts can be followed token by token before they are decoded; empty if they depend
    /// on the next token.
    ///
    /// @param first whether it is the first of its text
    default Optional<byte[]> bytes(String token, boolean first) {
        String text = token;
        boolean fused = false;
        for (TokenDecoder step : this instanceof Sequence(List<TokenDecoder> steps) ? steps : List.of(this)) {
            switch (step) {
                case EachToken each -> text = each.decoded(text, first);
                case ByteLevel _ -> {
                    return Optional.of(ByteLevel.bytes(text));
                }
                case ByteFallback _ -> {
                    int b = ByteFallback.value(text);
                    if (b >= 0x80) {
                        return Optional.of(new byte[] {(byte) b});
                    }
                    text = b < 0 ? text : Character.toString(b);
                }
                case Fuse _ -> fused = true;
                case Strip(int content, int start, int stop) when stop == 0 -> {
                    int from = 0;
                    for (int left = fused && !first ? 0 : start; left > 0 && from < text.length()
                            && text.codePointAt(from) == content; left--) {
                        from += Character.charCount(content);
                    }
                    text = text.substring(from);
                }
                case Strip _,EndOfWord _,Sequence _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
