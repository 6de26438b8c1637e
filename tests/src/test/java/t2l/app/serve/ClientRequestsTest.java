package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.GoldenFile;

/// What OpenAI's clients for Python and Node have sent: each request has the status that it had for them. [OpenAiClientTest] runs
/// the one for Java.
class ClientRequestsTest {
    @Test
    void eachIsAnsweredAsItWas() throws IOException {
        List<String> lines = Files.readAllLines(GoldenFile.path("app/serve/clients/requests.jsonl"));
        assertEquals(24, lines.size());
        try (Served served = Served.open()) {
            for (String line : lines) {
                Map<String, Object> recorded = JSON.std.mapFrom(line);
                String path = recorded.get("path").toString();
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.server.url() + path));
                ((Map<?, ?>) recorded.get("headers")).forEach(
                        (name, value) -> request.header(name.toString(), value.toString()));
                Served.Reply reply = served.send(request.method(recorded.get("method").toString(),
                        BodyPublishers.ofString(recorded.get("body").toString())).build());
                assertEquals(recorded.get("status"), reply.status(), line + "\n" + reply.body());
                if (reply.status() == 200 && path.matches("/v1/(chat/completions|completions|responses)")) {
                    assertTrue(reply.body().contains("oiseau"), line + "\n" + reply.body());
                }
            }
        }
    }
}
