package t2l.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import t2l.T2l;
import t2l.serve.http.Access;
import t2l.serve.http.Limits;
import t2l.serve.http.Marks;

/// A server of this process, with `builtin:tiny`.
record Served(T2l t2l, Inference server) implements AutoCloseable {
    private static final Limits LIMITS = new Limits(4, 4, 1 << 20, Duration.ofSeconds(60));

    static Served start() {
        return start(Optional.empty(), Optional.empty(), LIMITS);
    }

    /// One that answers only with a key.
    static Served locked(String key) {
        return start(Optional.of(key), Optional.empty(), LIMITS);
    }

    /// One that publishes the adapters in a directory.
    static Served publishing(Path adapters) {
        return start(Optional.empty(), Optional.of(adapters), LIMITS);
    }

    /// One with a single slot.
    static Served small() {
        return start(Optional.empty(), Optional.empty(), new Limits(1, 0, 1 << 20, Duration.ofSeconds(60)));
    }

    private static Served start(Optional<String> key, Optional<Path> adapters, Limits limits) {
        ServeSettings settings = new ServeSettings("builtin:tiny", adapters, "127.0.0.1", 0,
                new Access(key, Optional.empty()), limits, 1 << 20, false);
        T2l t2l = T2l.open("builtin:tiny");
        try {
            return new Served(t2l, new Inference(t2l, settings, Marks.REAL, ended -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks for so many long answers that the slot is taken until the stream is closed.
    InputStream occupy() throws IOException, InterruptedException {
        String body = """
                {"model": "tiny", "prompt": "cat dog bird", "max_tokens": 400, "n": 16, "temperature": 0, "stream": true}""";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body();
    }

    /// Its address.
    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        t2l.close();
    }
}
