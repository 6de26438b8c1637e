package t2l.app.serve.http;

import java.util.Map;

/// A request that has ended.
///
/// @param route  what it asked for, such as `/v1/adapters/{id}`; `other` if there is nothing of that name
/// @param path   as it was sent
/// @param status 499 if the client has hung up
/// @param millis from its beginning to its end
/// @param notes  what its handler has noted
public record ServedRequest(String id, String method, String route, String path, int status, double millis,
        Map<String, Object> notes) {
    /// The status of a client that has hung up, as in nginx.
    static final int HUNG_UP = 499;
}
