package t2l.app.serve.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import t2l.app.console.Json;

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
}
