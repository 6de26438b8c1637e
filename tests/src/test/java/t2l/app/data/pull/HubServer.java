package t2l.app.data.pull;

import com.sun.net.httpserver.*;
import module java.base;

/// A small hub with one repository, `owner/name`, whose files of [#LARGE] bytes and more are on a server of their own.
final class HubServer implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final int LARGE = 1000;

    final Map<String, byte[]> files = new TreeMap<>();
    /// What to do to the next answers, in this order; after them, all goes well.
    final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
    /// Method, server and path of each request, and its `Range`, if it has one.
    final Collection<String> log = new CopyOnWriteArrayList<>();
    final Collection<String> tokens = new CopyOnWriteArrayList<>();

    private final HttpServer hub = start(this::hub);
    private final HttpServer store = start(this::store);

    /// Answers in place of the server. Returns whether it has.
    interface Trouble {
        boolean answers(HttpExchange exchange, Optional<byte[]> body) throws IOException;

        /// For the next request for a body from the store.
        static Trouble atBody(Trouble trouble) {
            return (exchange, body) -> body.isPresent() && trouble.answers(exchange, body);
        }
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static HttpServer start(Handler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return address(hub);
    }

    private static String address(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private boolean troubled(String server, HttpExchange exchange, Optional<byte[]> body) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        log.add(exchange.getRequestMethod() + " " + server + exchange.getRequestURI().getRawPath()
                + (range == null ? "" : " " + range));
        Trouble next = troubles.poll(); // before it answers, which may take until the client asks again
        if (next == null || next.answers(exchange, body)) {
            return next != null;
        }
        troubles.addFirst(next);
        return false;
    }

    private void hub(HttpExchange exchange) throws IOException {
        tokens.add("hub " + exchange.getRequestHeaders().getFirst("Authorization"));
        String path = exchange.getRequestURI().getPath().replaceFirst("^/datasets/", "/");
        String raw = exchange.getRequestURI().getRawPath();
        if (raw.matches("/api/(models|datasets)/owner/name/revision/(main|refs%2Fpr%2F1|" + COMMIT + ")")) {
            if (!troubled("hub", exchange, Optional.empty())) {
                reply(exchange, 200, ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + files.keySet().stream()
                        .map(name -> "{\"rfilename\":\"" + name + "\"}").collect(Collectors.joining(",")) + "]}")
                        .getBytes(StandardCharsets.UTF_8));
            }
            return;
        }
        byte[] file = files.get(path.replaceFirst("^/owner/name/resolve/" + COMMIT + "/", ""));
        boolean large = file != null && file.length >= LARGE;
        if (troubled("hub", exchange, large ? Optional.empty() : Optional.ofNullable(file))) {
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        if (file == null) {
            reply(exchange, 404, new byte[0]);
        } else if (large) {
            headers.set("X-Linked-Etag", "\"" + sha256(file) + "\"");
            headers.set("X-Linked-Size", "" + file.length);
            headers.set("ETag", "\"of-the-redirection\"");
            headers.set("Location", address(store) + "/" + path.substring(path.lastIndexOf('/') + 1) + "?signature=s");
            reply(exchange, 302, new byte[0]);
        } else {
            headers.set("ETag", "W/\"" + blob(file) + "\"");
            reply(exchange, 200, file);
        }
    }

    private void store(HttpExchange exchange) throws IOException {
        tokens.add("store " + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] file = files.entrySet().stream().filter(each -> ("/" + each.getKey())
                .endsWith(exchange.getRequestURI().getPath())).findFirst().orElseThrow().getValue();
        if (troubled("store", exchange, Optional.of(file))) {
            return;
        }
        part(exchange, file);
    }

    /// The bytes that a request asks for.
    static void part(HttpExchange exchange, byte[] file) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            reply(exchange, 200, file);
            return;
        }
        int start = Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-" + (file.length - 1) + "/"
                + file.length);
        reply(exchange, 206, java.util.Arrays.copyOfRange(file, start, file.length));
    }

    static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "" + body.length);
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static String sha256(byte[] content) {
        return digest("SHA-256", content);
    }

    /// Git's name of a file.
    static String blob(byte[] content) {
        return digest("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII), content);
    }

    private static String digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            List.of(parts).forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
    }
}
