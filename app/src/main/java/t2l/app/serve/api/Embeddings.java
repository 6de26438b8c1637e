package t2l.app.serve.api;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Characters;

/// `POST /v1/embeddings`: texts as the hypernetwork's encoder reads them.
public record Embeddings(Service service) implements Endpoint {
    private static final int MAX_TEXTS = 256;

    @Override
    public Reply take(Source fields, Notes notes) {
        service.adapters().requireBase(fields.text("model"));
        List<String> texts = texts(fields);
        boolean packed = switch (fields.text("encoding_format", "float")) {
            case "float" -> false;
            case "base64" -> true;
            case String other -> throw fields.wrong("encoding_format", "float or base64", other);
        };
        Unused.take(Unused.REQUEST, fields);
        Unused.take(Unused.OF_TOOLS, fields);
        if (!service.t2l().describes()) {
            throw Refusal.field("model", "model: has no text encoder here; start it with --t2l");
        }
        return Reply.whole(out -> out.accept(list(texts, packed)));
    }

    private List<String> texts(Source fields) {
        fields.need("input");
        List<String> some = fields.texts("input");
        if (some.isEmpty() || some.size() > MAX_TEXTS) {
            throw fields.wrong("input", "1 to " + MAX_TEXTS + " texts", some.size());
        }
        for (int i = 0; i < some.size(); i++) {
            String param = fields.values().get("input") instanceof List<?> ? "input[" + i + "]" : "input";
            if (Characters.strip(service.readable(param, some.get(i))).isEmpty()) {
                throw fields.wrong(param, "a text that is not blank", some.get(i));
            }
        }
        return some;
    }

    private Map<String, Object> list(List<String> texts, boolean packed) {
        List<Map<String, Object>> data = new ArrayList<>();
        for (float[] row : service.t2l().embed(texts)) {
            data.add(Json.object("object", "embedding", "index", data.size(), "embedding", packed ? base64(row) : row));
        }
        int tokens = service.t2l().embeddedTokens(texts);
        return Json.object("object", "list", "data", data, "model", service.adapters().base(), "usage",
                Json.object("prompt_tokens", tokens, "total_tokens", tokens));
    }

    /// Floats in the order of bytes that OpenAI uses.
    private static String base64(float[] row) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * row.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(row);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
