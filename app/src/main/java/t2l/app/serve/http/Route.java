package t2l.app.serve.http;

import module java.base;

/// An endpoint.
///
/// @param pattern a path; a last part `{id}` stands for any name
/// @param open    whether it needs no API key
public record Route(String method, String pattern, boolean open, Handler handler) {
    private static final String NAME = "{id}";

    /// Answers requests.
    @FunctionalInterface
    public interface Handler {
        /// Throws a [Refusal], or [IOException] if the client has hung up.
        void handle(Exchange exchange) throws IOException, InterruptedException;
    }

    /// An endpoint that needs the API key.
    public static Route of(String method, String pattern, Handler handler) {
        return new Route(method, pattern, false, handler);
    }

    /// An endpoint for everyone.
    public static Route open(String method, String pattern, Handler handler) {
        return new Route(method, pattern, true, handler);
    }

    /// What `{id}` stands for in `path`; empty if this is no path of this route. Without `{id}`, it stands for nothing.
    private Optional<String> name(String path) {
        if (!pattern.endsWith(NAME)) {
            return path.equals(pattern) ? Optional.of("") : Optional.empty();
        }
        String start = pattern.substring(0, pattern.length() - NAME.length());
        return path.startsWith(start) && path.length() > start.length()
                ? Optional.of(path.substring(start.length()))
                : Optional.empty();
    }

    /// A route with the name in the path.
    record Match(Route route, String name) {}

    /// The one of `all` that takes a request. Throws a [Refusal] if there is none.
    static Match find(List<Route> all, String method, String path) {
        List<Match> there = all.stream()
                .flatMap(route -> route.name(path).map(name -> new Match(route, name)).stream()).toList();
        if (there.isEmpty()) {
            throw Refusal.missing("", "not_found", path + ": there is no such path");
        }
        return there.stream().filter(found -> found.route.method.equals(method)).findFirst()
                .orElseThrow(() -> Refusal.method(method, path,
                        String.join(", ", there.stream().map(found -> found.route.method).toList())));
    }
}
