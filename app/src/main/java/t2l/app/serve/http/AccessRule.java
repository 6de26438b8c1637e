package t2l.app.serve.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import module java.base;
import t2l.tensor.io.FileHash;

/// Who may ask. With an API key, whoever knows it; without one, programs on this machine, and no web page of others.
///
/// @param key    the API key
/// @param origin the only origin whose pages may read replies, besides the server's own
public record AccessRule(Optional<String> key, Optional<String> origin) {
    private static final String BEARER = "Bearer ";
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    /// Refuses a request that comes under a foreign name. A page may have its name lead to this machine; its requests then say
    /// that name. Refuses two names, which a proxy and this server may read differently (RFC 9112, section 3.2).
    void requireHost(HttpExchange exchange) {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of(""));
        if (hosts.size() != 1) {
            throw Refusal.field("", "host: needs one header of this name, got " + hosts.size());
        }
        String host = hosts.getFirst();
        if (key.isEmpty() && !LOCAL.contains(host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT))) {
            throw Refusal.host(host);
        }
    }

    /// Refuses a request without the API key, if there is one.
    void requireKey(HttpExchange exchange) {
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
        if (key.isPresent() && !(given.startsWith(BEARER) && same(key.get(), given.substring(BEARER.length())))) {
            throw Refusal.key();
        }
    }

    /// Takes the same time for all texts: digests are compared.
    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(digest(a), digest(b));
    }

    private static byte[] digest(String text) {
        return FileHash.digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Lets pages of the named origin read the reply. Returns whether the request only asks what it may send.
    boolean share(HttpExchange exchange) {
        Headers asked = exchange.getRequestHeaders();
        if (origin.isEmpty() || !origin.get().equals(asked.getFirst("Origin"))) {
            return false;
        }
        Headers reply = exchange.getResponseHeaders();
        reply.set("Access-Control-Allow-Origin", origin.get());
        reply.set("Vary", "Origin");
        reply.set("Access-Control-Allow-Methods", "GET, POST, DELETE");
        reply.set("Access-Control-Allow-Headers", "Authorization, Content-Type");
        return exchange.getRequestMethod().equals("OPTIONS") && asked.containsKey("Access-Control-Request-Method");
    }
}
