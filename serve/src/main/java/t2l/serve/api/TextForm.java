package t2l.serve.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2l.cli.Json;

/// The JSON of `/v1/completions`.
record TextForm() implements Form {
    @Override
    public String whole() {
        return "text_completion";
    }

    @Override
    public String event() {
        return "text_completion";
    }

    @Override
    public String prefix() {
        return "cmpl-";
    }

    @Override
    public Map<String, Object> opening() {
        return piece("");
    }

    @Override
    public Map<String, Object> piece(String text) {
        return Json.object("text", text);
    }

    @Override
    public Map<String, Object> choice(String text) {
        return piece(text);
    }

    @Override
    public Map<String, Object> scores(List<TokenView> tokens) {
        return Json.object("tokens", tokens.stream().map(token -> token.chosen().text()).toList(), "token_logprobs",
                tokens.stream().map(token -> token.chosen().logprob()).toList(), "top_logprobs",
                tokens.stream().map(TextForm::likely).toList(), "text_offset",
                tokens.stream().map(TokenView::offset).toList());
    }

    private static Map<String, Double> likely(TokenView token) {
        Map<String, Double> all = new LinkedHashMap<>();
        token.likely().forEach(one -> all.putIfAbsent(one.text(), one.logprob()));
        return all;
    }
}
