package t2l.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import t2l.T2l;
import t2l.serve.http.Access;
import t2l.serve.http.Limits;
import t2l.serve.http.Marks;

/// A server of this process, with `builtin:tiny`.
record Served(T2l t2l, Inference server) implements AutoCloseable {
    static Served start() {
        return start(Optional.empty());
    }

    /// One that answers only with a key.
    static Served locked(String key) {
        return start(Optional.of(key));
    }

    private static Served start(Optional<String> key) {
        Limits limits = new Limits(4, 4, 1 << 20, Duration.ofSeconds(60));
        ServeSettings settings = new ServeSettings("builtin:tiny", Optional.empty(), "127.0.0.1", 0,
                new Access(key, Optional.empty()), limits, 1 << 20, false);
        T2l t2l = T2l.open("builtin:tiny");
        try {
            return new Served(t2l, new Inference(t2l, settings, Marks.REAL, ended -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
