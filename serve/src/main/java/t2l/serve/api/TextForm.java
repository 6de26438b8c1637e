package t2l.serve.api;

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
}
