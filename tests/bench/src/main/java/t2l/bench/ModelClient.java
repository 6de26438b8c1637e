package t2l.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.*;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import module java.base;
import t2l.app.console.Json;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// A server that speaks OpenAI's API, ours or a rival's, and its only client.
final class ModelClient implements AutoCloseable {
    /// Seconds in which a server has to be ready.
    private static final double MAX_SECONDS = 120;

    /// What a server has written.
    ///
    /// @param first seconds from the request to the first piece of text
    /// @param last  seconds from the request to the last one
    record Streamed(int tokens, double first, double last) {}

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Program server;
    private final String url;
    private final String model;
    private final double ready;

    /// Starts a server and waits until it is ready.
    ///
    /// @param start starts it at a port
    ModelClient(IntFunction<Program> start) {
        int port = freePort();
        url = "http://localhost:" + port;
        server = start.apply(port);
        try {
            while (!isReady()) {
                server.requireAlive();
                if (server.seconds() > MAX_SECONDS) {
                    throw wrong("a server that is ready after " + MAX_SECONDS + " s", "no answer");
                }
                Thread.sleep(5);
            }
            ready = server.seconds();
            String models = text(request("/v1/models"));
            if (!(map(models).get("data") instanceof List<?> all && all.getFirst() instanceof Map<?, ?> one)) {
                throw wrong("a model", models);
            }
            model = one.get("id").toString();
        } catch (InterruptedException e) {
            server.close();
            throw Program.interrupted(e);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new T2lException("bench: needs a free port: " + WholeFile.reason(e), e);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(request("/health").build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    /// Seconds from its start until it answered.
    double ready() {
        return ready;
    }

    /// Seconds since its start.
    double seconds() {
        return server.seconds();
    }

    /// Continues a prompt greedily.
    ///
    /// @param tokens to write
    /// @param more   fields of the request
    Streamed write(String prompt, int tokens, Map<String, ?> more) {
        Map<String, Object> body = Json.object("model", model, "prompt", prompt, "max_tokens", tokens, "temperature", 0,
                "stream", true, "stream_options", Map.of("include_usage", true));
        body.putAll(more);
        int count = 0;
        double first = Double.NaN;
        double last = 0;
        long begin = System.nanoTime();
        try (Stream<String> lines = send(post("/v1/completions", body))) {
            // all others: [DONE], an empty line, a sign of life
            for (Iterator<String> all = lines.filter(line -> line.startsWith("data: {")).iterator(); all.hasNext();) {
                Map<String, Object> event = map(all.next().substring("data: ".length()));
                if (event.get("choices") instanceof List<?> some && !some.isEmpty()
                        && some.getFirst() instanceof Map<?, ?> choice && choice.get("text") instanceof String piece
                        && !piece.isEmpty()) {
                    last = (System.nanoTime() - begin) / 1e9;
                    first = Double.isNaN(first) ? last : first;
                }
                if (event.get("usage") instanceof Map<?, ?> usage) {
                    count = ((Number) usage.get("completion_tokens")).intValue();
                }
            }
        }
        if (count == 0) {
            throw wrong("a stream with the number of tokens", "none");
        }
        double end = (System.nanoTime() - begin) / 1e9;
        return Double.isNaN(first) ? new Streamed(count, end, end) : new Streamed(count, first, last); // NaN: no text
    }

    /// Turns texts into vectors; returns the seconds.
    double embed(List<String> texts) {
        long begin = System.nanoTime();
        String reply = text(post("/v1/embeddings", Json.object("model", model, "input", texts)));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (map(reply).get("data") instanceof List<?> data && data.size() == texts.size()) {
            return seconds;
        }
        throw wrong(texts.size() + " vectors", reply);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    private HttpRequest.Builder post(String path, Map<String, Object> body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(Json.line(body)));
    }

    private String text(HttpRequest.Builder request) {
        try (Stream<String> lines = send(request)) {
            return lines.collect(Collectors.joining());
        }
    }

    private Stream<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<Stream<String>> reply;
            try {
                reply = http.send(request.build(), BodyHandlers.ofLines());
            } catch (IOException _) { // the server has just closed a connection that it kept: another one
                reply = http.send(request.build(), BodyHandlers.ofLines());
            }
            if (reply.statusCode() != 200) {
                throw wrong("status 200", reply.statusCode() + ": " + reply.body().collect(Collectors.joining()));
            }
            return reply.body();
        } catch (IOException e) {
            server.requireAlive();
            throw wrong("an answer", WholeFile.reason(e));
        } catch (InterruptedException e) {
            throw Program.interrupted(e);
        }
    }

    private Map<String, Object> map(String json) {
        try {
            return JSON.std.mapFrom(json);
        } catch (IOException _) {
            throw wrong("a JSON object", json);
        }
    }

    private T2lException wrong(String needed, String got) {
        return new T2lException("bench: " + url + ": needs " + needed + ", got " + got);
    }

    /// Ends the server.
    @Override
    public void close() {
        http.shutdownNow();
        server.close();
    }
}
