package t2l.app.serve;

import module java.base;
import t2l.*;
import t2l.app.console.*;
import t2l.app.serve.ServeMetrics.PrometheusText;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.api.*;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.WebServer.*;
import t2l.transformer.family.Builtin;
import t2l.transformer.generate.Settings;

/// A model behind a web server: its endpoints, and what they share.
final class Inference implements AutoCloseable {
    private final String host;
    private final Slots slots;
    private final WebServer web;

    /// Answers requests from now on. Throws [t2l.tensor.T2lException] for a model without a tokenizer, and
    /// for a published adapter that is for another model.
    ///
    /// @param t2l      closed by the caller, after this
    /// @param warnings is told about each published adapter that cannot be read
    /// @param ended    is told about every request
    Inference(T2l t2l, ServeSettings settings, Clock clock, Consumer<String> warnings, Consumer<ServedRequest> ended)
            throws InterruptedException {
        t2l.model().tokenizer(); // or nothing could be said to it
        host = settings.host();
        slots = new Slots(settings.limits());
        AdapterRegistry adapters = new AdapterRegistry(t2l, Builtin.label(settings.model()), settings.adapters()
                .map(directory -> Published.directories(t2l, directory)).orElse(Published.NONE),
                settings.adapterBytes(), clock);
        adapters.check(warnings);
        Service service = new Service(t2l, adapters, clock, tokens -> Settings.DEFAULT.maxTokens(tokens).temperature(1),
                settings.logPrompts());
        ServeMetrics metrics = new ServeMetrics();
        web = new WebServer(new InetSocketAddress(settings.host(), settings.port()), settings.access(),
                settings.limits(), slots, clock, routes(service, settings, metrics), request -> {
                    metrics.add(request);
                    ended.accept(request);
                });
    }

    private List<Route> routes(Service service, ServeSettings settings, ServeMetrics metrics) {
        List<String> modules = service.t2l().describes() ? service.t2l().targets() : List.of();
        Optional<String> builtin = Stream.concat(service.t2l().network().stream(), Stream.of(settings.model()))
                .filter(Builtin::is).findFirst().map(Builtin::label);
        List<Route> routes = new ArrayList<>(List.of(file("/", "index.html", "text/html; charset=utf-8"),
                file("/page.css", "page.css", "text/css; charset=utf-8"),
                file("/page.js", "page.js", "text/javascript; charset=utf-8")));
        service.endpoints().forEach(
                (path, endpoint) -> routes.add(Route.of("POST", path, exchange -> exchange.reply(endpoint))));
        routes.addAll(new Models(service, modules, builtin).routes());
        routes.addAll(new Adapters(service).routes());
        routes.addAll(new LoadedAdapters(service, settings.loadable()).routes());
        routes.add(Route.of("GET", "/metrics", exchange -> exchange.reply(200, PrometheusText.TYPE, metrics
                .text(service.t2l(), slots).getBytes(StandardCharsets.UTF_8))));
        routes.add(Route.open("GET", "/health", exchange -> exchange.reply(Json.object("status", "ok"))));
        routes.add(Route.open("GET", "/ready", this::ready));
        return routes;
    }

    /// A file of the page for people.
    private static Route file(String path, String name, String type) {
        byte[] bytes = Resources.bytes(Inference.class, "/t2l/app/serve/page/" + name);
        return Route.open("GET", path, exchange -> exchange.reply(200, type, bytes));
    }

    /// Whether it takes new work.
    private void ready(Exchange exchange) throws IOException {
        slots.requireOpen();
        exchange.reply(Json.object("status", "ready"));
    }

    /// Where it answers.
    String url() {
        String name = host.equals("127.0.0.1") ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + web.address().getPort();
    }

    /// Takes no new work and waits for what is running, at most so long; returns whether it ended in time.
    boolean drain(Duration time) throws InterruptedException {
        return web.drain(time);
    }

    @Override
    public void close() {
        web.close();
    }

    /// How a server is set up.
    ///
    /// @param model        its name on the command line
    /// @param adapters     a directory of adapters to publish
    /// @param loadable     a directory from which clients may load adapters
    /// @param host         the address to listen on
    /// @param port         0 for any that is free
    /// @param adapterBytes memory for adapters that were made, and as much for published ones that were read
    /// @param logPrompts   whether texts go to the log
    record ServeSettings(String model, Optional<Path> adapters, Optional<Path> loadable, String host, int port,
            AccessRule access, Limits limits, long adapterBytes, boolean logPrompts) {}
}
