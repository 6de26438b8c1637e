package t2l.app.data.describe;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import module java.base;

/// A small server of OpenAI's interface, whose answers a test chooses.
final class ChatServer implements AutoCloseable {
    /// The text of answer `i`, from 0.
    volatile IntFunction<String> answers = i -> "1. Answer number " + i + " of the server.";
    /// What to do instead of the next answers, in this order.
    final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
    /// The body of each request that was answered, and its key.
    final List<Map<String, Object>> asked = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();

    private final HttpServer server;

    /// Answers in place of the server.
    interface Trouble {
        void answer(HttpExchange exchange) throws IOException;
    }

    ChatServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    private void handle(HttpExchange exchange) throws IOException {
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Map<String, Object> body = JSON.std.mapFrom(exchange.getRequestBody().readAllBytes());
        Trouble trouble = troubles.poll();
        if (trouble != null) {
            trouble.answer(exchange);
            return;
        }
        int i = asked.size();
        asked.add(body);
        reply(exchange, 200, JSON.std.asString(Map.of("choices", List.of(Map.of("index", 0, "message",
                Map.of("role", "assistant", "content", answers.apply(i)))))));
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /// What the model was shown in request `i`.
    String request(int i) {
        return ((Map<?, ?>) ((List<?>) asked.get(i).get("messages")).getFirst()).get("content").toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
