package t2l.app.data.http;

import module java.base;
import t2l.tensor.T2lException;

/// HTTP requests to a server: made again after failures that may pass, and with the token only where it belongs.
///
/// They use [HttpURLConnection], because `java.net.http` sets no limit on a silence within a body.
///
/// @param endpoint the server that gets the token
/// @param stopping whether the user wants to stop
public record Wire(URI endpoint, Optional<String> token, Patience patience, BooleanSupplier stopping) {
    /// How long and how often a server is asked.
    ///
    /// @param silence after so long without a byte, a request has failed
    /// @param pause   waiting time after the first failure, doubled after each further one
    /// @param longest what a server that asks for a pause (`Retry-After`) gets at most
    /// @param tries   how often a request is made before it is given up
    public record Patience(Duration silence, Duration pause, Duration longest, int tries) {
        /// For files, whose bytes come one after another.
        public static final Patience FOR_FILES = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(1),
                Duration.ofMinutes(5), 6);

        /// For answers, which come when all of them is written.
        public static final Patience FOR_ANSWERS = new Patience(Duration.ofMinutes(10), Duration.ofSeconds(1),
                Duration.ofMinutes(5), 6);
    }

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 8;
    private static final Duration TURN = Duration.ofMillis(100);
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final byte[] NOTHING = {};

    /// What is done with an answer. Its connection is closed afterwards.
    @FunctionalInterface
    public interface Use<T> {
        /// Throws [IOException] if it fails in a way that may pass.
        T of(HttpURLConnection answer) throws IOException;
    }

    /// The headers of a request, asked for before each try: a download goes on where the last try ended.
    @FunctionalInterface
    public interface Headers {
        Map<String, String> now() throws IOException;
    }

    /// The address of a server that an option or a variable names. Throws [T2lException] if it is none, or has a query or
    /// a fragment.
    ///
    /// @param named   the option or variable, for the message
    /// @param example of an address
    public static URI server(String named, String example, String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            if (uri.getRawAuthority() != null && uri.getScheme() != null && uri.getScheme().matches("https?")
                    && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new T2lException(named + ": needs an address such as " + example + ", got " + text);
    }

    /// Makes a request until `use` succeeds. Its answer has any status but 429, 5xx and those of redirections. Throws
    /// [T2lException] if all tries fail, [CancellationException] if the user stops.
    public <T> T ask(String method, URI uri, Headers headers, Use<T> use) {
        return ask(method, uri, headers, NOTHING, use);
    }

    /// Like [#ask], with a body in JSON.
    public <T> T post(URI uri, byte[] json, Use<T> use) {
        return ask("POST", uri, () -> Map.of("Content-Type", "application/json"), json, use);
    }

    private <T> T ask(String method, URI uri, Headers headers, byte[] body, Use<T> use) {
        Duration pause = patience.pause();
        for (int tried = 1;; tried++) {
            try {
                return once(method, uri, headers.now(), body, use);
            } catch (IOException e) {
                requireGoing(); // who stops closes the connection
                if (tried >= patience.tries()) {
                    throw new T2lException(shown(uri) + ": needs an answer, got none in " + tried + " tries: "
                            + Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
                            + "; try again later", e);
                }
                rest(e instanceof Later later ? later.pause.orElse(pause) : pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /// A server that has no time now, and what it says about when it will have.
    private static final class Later extends IOException {
        private static final long serialVersionUID = 1;
        private final transient Optional<Duration> pause;

        Later(int status, Optional<Duration> pause) {
            super("status " + status);
            this.pause = pause;
        }
    }

    /// Follows redirections; for a `HEAD` only those within the endpoint, because the hub's own headers describe a file.
    private <T> T once(String method, URI uri, Map<String, String> headers, byte[] body, Use<T> use)
            throws IOException {
        URI at = uri;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpURLConnection answer = request(method, at, headers);
            Thread guard = Thread.startVirtualThread(() -> guard(answer));
            try {
                if (body.length > 0) {
                    answer.setDoOutput(true);
                    answer.getOutputStream().write(body);
                }
                int status = answer.getResponseCode();
                if (status == 429 || status >= 500) {
                    throw new Later(status, seconds(answer.getHeaderField("Retry-After")));
                }
                if (status < 0) {
                    throw new IOException("it does not speak HTTP");
                }
                Optional<URI> next = REDIRECTS.contains(status) ? target(at, answer) : Optional.empty();
                if (next.isEmpty() || (method.equals("HEAD") && !trusted(next.get()))) {
                    return use.of(answer);
                }
                at = next.get();
            } finally {
                guard.interrupt();
                answer.disconnect();
            }
        }
        throw new T2lException(shown(uri) + ": needs at most " + MAX_REDIRECTS + " redirections, got more");
    }

    /// Closes the connection when the user wants to stop, because a server may be silent for long.
    private void guard(HttpURLConnection connection) {
        try {
            while (!stopping.getAsBoolean()) {
                Thread.sleep(TURN);
            }
            connection.disconnect();
        } catch (InterruptedException _) {
            return; // the request has ended
        }
    }

    private HttpURLConnection request(String method, URI uri, Map<String, String> headers) throws IOException {
        if (!(uri.toURL().openConnection() instanceof HttpURLConnection request)) {
            throw new T2lException(shown(uri) + ": needs an address of http or https, got " + uri.getScheme());
        }
        request.setRequestMethod(method);
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(Math.toIntExact(Math.min(CONNECT.toMillis(), patience.silence().toMillis())));
        request.setReadTimeout(Math.toIntExact(patience.silence().toMillis()));
        request.setRequestProperty("User-Agent", "t2l");
        request.setRequestProperty("Accept-Encoding", "identity");
        headers.forEach(request::setRequestProperty);
        if (trusted(uri)) {
            token.ifPresent(value -> request.setRequestProperty("Authorization", "Bearer " + value));
        }
        return request;
    }

    /// Whether an address is on the endpoint: others do not get the token.
    private boolean trusted(URI uri) {
        return Objects.equals(uri.getScheme(), endpoint.getScheme())
                && Objects.equals(uri.getRawAuthority(), endpoint.getRawAuthority());
    }

    private static Optional<URI> target(URI from, HttpURLConnection answer) {
        String location = answer.getHeaderField("Location");
        try {
            return location == null ? Optional.empty() : Optional.of(from.resolve(new URI(location)));
        } catch (URISyntaxException e) {
            throw new T2lException(shown(from) + ": needs to redirect to an address, got " + location, e);
        }
    }

    private Optional<Duration> seconds(String header) {
        if (header == null || !header.matches("\\d{1,9}")) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        return Optional.of(asked.compareTo(patience.longest()) > 0 ? patience.longest() : asked);
    }

    /// Throws [CancellationException] if the user wants to stop.
    public void requireGoing() {
        if (stopping.getAsBoolean()) {
            throw new CancellationException();
        }
    }

    private void rest(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = until - System.nanoTime()) {
            requireGoing();
            try {
                Thread.sleep(Duration.ofNanos(Math.min(left, TURN.toNanos())));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new CancellationException();
            }
        }
    }

    /// An address without its query, which may hold a signature.
    private static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
    }
}
