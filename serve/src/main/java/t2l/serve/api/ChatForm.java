package t2l.serve.api;

import java.util.List;
import java.util.Map;
import t2l.cli.Json;

/// The JSON of `/v1/chat/completions`.
record ChatForm() implements Form {
    @Override
    public String whole() {
        return "chat.completion";
    }

    @Override
    public String event() {
        return "chat.completion.chunk";
    }

    @Override
    public String prefix() {
        return "chatcmpl-";
    }

    @Override
    public Map<String, Object> opening() {
        return Json.object("delta", Json.object("role", "assistant", "content", "", "refusal", null));
    }

    @Override
    public Map<String, Object> piece(String text) {
        return Json.object("delta", text.isEmpty() ? Map.of() : Json.object("content", text));
    }

    @Override
    public Map<String, Object> choice(String text) {
        return Json.object("message", Json.object("role", "assistant", "content", text, "refusal", null));
    }

    @Override
    public Map<String, Object> scores(List<TokenView> tokens) {
        return Json.object("content", tokens.stream().map(token -> {
            Map<String, Object> all = scored(token.chosen());
            all.put("top_logprobs", token.likely().stream().map(ChatForm::scored).toList());
            return all;
        }).toList(), "refusal", null);
    }

    private static Map<String, Object> scored(TokenView.Scored one) {
        return Json.object("token", one.text(), "logprob", one.logprob(), "bytes", one.bytes().orElse(null));
    }
}
