package t2l.app.serve.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import t2l.app.serve.endpoint.Marks;

/// Takes every request to its handler, and lets no fault of one reach another.
///
/// @param routes  all endpoints
/// @param access  who may ask
/// @param marks   clock and names
/// @param bodies  reads requests
/// @param running a permit for each request that may run
/// @param ended   is told about every request
record Front(List<Route> routes, AccessRule access, Limits limits, Slots slots, Marks marks, Bodies bodies,
        Semaphore running,
        Consumer<ServedRequest> ended) implements HttpHandler {
    private static final String OTHER = "other";

    /// Sent with every reply: a page gets nothing from elsewhere, and is shown in no other page.
    private static final Map<String, String> SAFE = Map.of("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Cache-Control", "no-store");

    @Override
    public void handle(HttpExchange http) throws IOException {
        String method = http.getRequestMethod();
        String path = http.getRequestURI().getPath();
        Exchange exchange = new Exchange(http, this);
        String route = OTHER;
        running.acquireUninterruptibly();
        try {
            SAFE.forEach(exchange::header);
            try {
                access.requireHost(http);
                if (access.share(http)) {
                    exchange.reply(204, "text/plain", new byte[0]);
                    return;
                }
                Route.Match found = Route.find(routes, method.equals("HEAD") ? "GET" : method, path);
                route = found.route().pattern();
                if (!found.route().open()) {
                    access.requireKey(http);
                }
                exchange.name(found.name());
                found.route().handler().handle(exchange);
            } catch (RuntimeException | Error | InterruptedException e) {
                exchange.refuse(e);
            }
        } catch (IOException e) {
            exchange.end(ServedRequest.HUNG_UP);
            throw e;
        } finally {
            exchange.notes().close();
            ended.accept(new ServedRequest(exchange.id(), method, route, path, exchange.status(),
                    marks.since(exchange.notes().begin()),
                    exchange.notes().all()));
            running.release();
        }
    }

    /// Waits until no request is running; returns whether that was so in time.
    boolean await(Duration time) throws InterruptedException {
        return running.tryAcquire(Integer.MAX_VALUE, time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
