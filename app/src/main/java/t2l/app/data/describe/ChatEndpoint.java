package t2l.app.data.describe;

import module java.base;
import t2l.app.console.Json;
import t2l.app.data.http.Wire;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// A model behind OpenAI's interface: `POST ENDPOINT/chat/completions`. Only what every such server takes is sent: no seed,
/// no limit on the answer.
///
/// @param keyName the variable of the key, for messages
public record ChatEndpoint(Wire wire, String model, double temperature, String keyName) {
    private static final int MAX_BYTES = 1 << 24;
    private static final int MAX_SHOWN = 200;

    /// The answer. Throws [T2lException] if there is none.
    public String answer(String request) {
        URI uri = URI.create(wire.endpoint() + "/chat/completions");
        String body = Json.line(Json.object("model", model, "messages",
                List.of(Json.object("role", "user", "content", request)), "temperature", temperature));
        return wire.post(uri, body.getBytes(StandardCharsets.UTF_8), answer -> {
            requireOk(uri, answer);
            return content(uri.toString(), answer.getInputStream().readNBytes(MAX_BYTES));
        });
    }

    /// The text of a reply. Throws [T2lException] if it has none.
    public static String content(String where, byte[] reply) {
        List<Source> choices = Source.parse(where, reply).objects("choices");
        if (choices.isEmpty()) {
            throw new T2lException(where + ": choices: needs an answer, has none");
        }
        return choices.getFirst().requireObject("message").text("content");
    }

    private void requireOk(URI uri, HttpURLConnection answer) throws IOException {
        int status = answer.getResponseCode();
        if (status == 200) {
            return;
        }
        String said = said(answer);
        throw new T2lException(uri + ": " + switch (status) {
            case 401, 403 -> wire.token().isPresent()
                    ? "needs a key that may use " + model + ", the server refused that of " + keyName
                    : "needs a key; put it into the variable " + keyName + ", or name another with --key-variable";
            case 404 -> "has no such address or model; check --endpoint and --model";
            default -> "needs to answer, the server refused with status " + status;
        } + (said.isEmpty() ? "" : ": " + said));
    }

    /// The server's own words about an error, if it has any.
    private static String said(HttpURLConnection answer) throws IOException {
        try (InputStream body = answer.getErrorStream()) {
            return body == null ? "" : message(body.readNBytes(MAX_BYTES));
        }
    }

    private static String message(byte[] body) {
        try {
            String text = Source.parse("", body).object("error").flatMap(error -> error.findText("message"))
                    .orElse("")
                    .replaceAll("\\s+", " ");
            return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        } catch (T2lException _) {
            return ""; // a page for people
        }
    }
}
