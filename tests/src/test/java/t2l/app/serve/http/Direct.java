package t2l.app.serve.http;

import com.sun.net.httpserver.*;
import module java.base;
import t2l.T2l;
import t2l.app.serve.Served;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.api.*;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.WebServer.*;

/// Requests to the adapters of a server of `builtin:tiny` without a connection, for those who send very many.
public final class Direct implements AutoCloseable {
    private final T2l t2l = T2l.builder().model("builtin:tiny").threads(1).open();
    private final List<Route> routes;
    private final WebServer server;

    /// @param folder of adapters that clients may load
    public Direct(Path folder) {
        Service service = new Service(t2l,
                new AdapterRegistry(t2l, "tiny", Published.NONE, 1 << 20, Clock.REAL), Clock.REAL, _ -> null, false);
        routes = Stream.of(new Adapters(service).routes(), new LoadedAdapters(service, Optional.of(folder)).routes())
                .flatMap(List::stream).toList();
        Limits limits = Served.limits(2, 2);
        server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new AccessRule(Optional.empty(), Optional.empty()), limits, new Slots(limits), Clock.REAL, List.of(),
                _ -> {});
    }

    /// The reply to a body of this type.
    public Served.Reply post(String path, String type, byte[] body) throws IOException {
        Request request = new Request(URI.create(path), type, body);
        Exchange exchange = new Exchange(request, server);
        try {
            Route.find(routes, "POST", path).route().handler().handle(exchange);
        } catch (RuntimeException | Error | InterruptedException e) {
            exchange.refuse(e);
        } finally {
            exchange.notes().close();
        }
        return new Served.Reply(request.status, request.reply.toString(StandardCharsets.UTF_8),
                java.net.http.HttpHeaders.of(Map.of(), (_, _) -> true));
    }

    @Override
    public void close() {
        server.close();
        t2l.close();
    }

    /// A request and its reply in memory.
    private static final class Request extends HttpExchange {
        private final URI path;
        private final Headers headers = new Headers();
        private final Headers answered = new Headers();
        private final InputStream body;
        private final ByteArrayOutputStream reply = new ByteArrayOutputStream();
        private int status;

        Request(URI path, String type, byte[] body) {
            this.path = path;
            this.body = new ByteArrayInputStream(body);
            headers.set("Content-Type", type);
        }

        @Override
        public Headers getRequestHeaders() {
            return headers;
        }

        @Override
        public Headers getResponseHeaders() {
            return answered;
        }

        @Override
        public URI getRequestURI() {
            return path;
        }

        @Override
        public String getRequestMethod() {
            return "POST";
        }

        @Override
        public InputStream getRequestBody() {
            return body;
        }

        @Override
        public OutputStream getResponseBody() {
            return reply;
        }

        @Override
        public void sendResponseHeaders(int code, long length) {
            status = code;
        }

        @Override
        public int getResponseCode() {
            return status;
        }

        @Override
        public void close() {}

        @Override
        public HttpContext getHttpContext() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InetSocketAddress getRemoteAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InetSocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getProtocol() {
            return "HTTP/1.1";
        }

        @Override
        public Object getAttribute(String name) {
            return null;
        }

        @Override
        public void setAttribute(String name, Object value) {}

        @Override
        public void setStreams(InputStream in, OutputStream out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HttpPrincipal getPrincipal() {
            return null;
        }
    }
}
