package t2l.app.serve;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.Form.TokenView;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.TokenScore;

/// The JSON of an endpoint that writes.
///
/// @param whole   the kind of a whole reply: its `object`
/// @param event   the kind of an event
/// @param prefix  what the names of its replies start with
/// @param opening what the first event of a choice has
/// @param chunk   a chunk of text in an event
/// @param choice  a choice in a whole reply
/// @param scores  how likely some tokens were: `logprobs`
record Form(String whole, String event, String prefix, Supplier<Map<String, Object>> opening,
        Function<String, Map<String, Object>> chunk, Function<String, Map<String, Object>> choice,
        Function<List<TokenView>, Map<String, Object>> scores) {
    /// Of `/v1/chat/completions`.
    static final Form CHAT = new Form("chat.completion", "chat.completion.chunk", "chatcmpl-",
            () -> Json.object("delta", Json.object("role", "assistant", "content", "", "refusal", null)),
            text -> Json.object("delta", text.isEmpty() ? Map.of() : Json.object("content", text)),
            text -> Json.object("message", Json.object("role", "assistant", "content", text, "refusal", null)),
            tokens -> Json.object("content", tokens.stream().map(token -> {
                Map<String, Object> all = scored(token.chosen());
                all.put("top_logprobs", token.likely().stream().map(Form::scored).toList());
                return all;
            }).toList(), "refusal", null));

    /// Of `/v1/completions`.
    static final Form TEXT = new Form("text_completion", "text_completion", "cmpl-", () -> Json.object("text", ""),
            text -> Json.object("text", text), text -> Json.object("text", text),
            tokens -> Json.object("tokens", tokens.stream().map(token -> token.chosen().text()).toList(),
                    "token_logprobs", tokens.stream().map(token -> token.chosen().logprob()).toList(), "top_logprobs",
                    tokens.stream().map(Form::likely).toList(), "text_offset",
                    tokens.stream().map(TokenView::offset).toList()));

    private static Map<String, Object> scored(TokenView.Scored one) {
        return Json.object("token", one.text(), "logprob", one.logprob(), "bytes", one.bytes().orElse(null));
    }

    private static Map<String, Double> likely(TokenView token) {
        Map<String, Double> all = new LinkedHashMap<>();
        token.likely().forEach(one -> all.putIfAbsent(one.text(), one.logprob()));
        return all;
    }

    /// How likely a token of an answer was, in words.
    ///
    /// @param likely the most likely ones in its place
    /// @param offset where its text begins in the answer
    record TokenView(Scored chosen, List<Scored> likely, int offset) {
        /// OpenAI's number for a token that cannot come, since JSON has no infinity.
        private static final double NEVER = -9999;

        /// A token's text and the logarithm of its probability.
        record Scored(String text, double logprob) {
            /// Its bytes in UTF-8; empty if it is a part of a character.
            Optional<int[]> bytes() {
                return text.indexOf('\uFFFD') >= 0
                        ? Optional.empty()
                        : Optional.of(text.getBytes(StandardCharsets.UTF_8)).map(Scored::unsigned);
            }

            private static int[] unsigned(byte[] bytes) {
                int[] all = new int[bytes.length];
                for (int i = 0; i < all.length; i++) {
                    all[i] = Byte.toUnsignedInt(bytes[i]);
                }
                return all;
            }
        }

        /// Token `i` of `answer`, which has this score.
        static TokenView of(Answer answer, int i, TokenScore score, int offset) {
            return new TokenView(scored(answer, i, score.chosen()),
                    score.likely().stream().map(one -> scored(answer, i, one)).toList(), offset);
        }

        private static Scored scored(Answer answer, int i, TokenScore.Scored one) {
            return new Scored(answer.text(i, one.token()), Math.max(NEVER, one.logProbability()));
        }
    }

    /// Says of each token of an answer once how likely it was, in the first event after it.
    static final class TokenViews {
        private final Answer answer;
        private final Form form;
        private int sent;
        private int offset;

        TokenViews(Answer answer, Form form) {
            this.answer = answer;
            this.form = form;
        }

        /// Adds `logprobs` to a choice: `null` if there are none that have not been sent.
        Map<String, Object> add(Map<String, Object> choice) {
            List<TokenView> fresh = new ArrayList<>();
            for (TokenScore score : answer.scores(sent)) {
                TokenView view = TokenView.of(answer, sent, score, offset);
                offset += view.chosen().text().length();
                fresh.add(view);
                sent++;
            }
            choice.put("logprobs", fresh.isEmpty() ? null : form.scores().apply(fresh));
            return choice;
        }
    }
}
