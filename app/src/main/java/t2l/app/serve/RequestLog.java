package t2l.app.serve;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import t2l.app.console.Json;
import t2l.app.serve.http.ServedRequest;

/// One line of JSON for each request, without any text unless a handler has noted it.
record RequestLog(PrintStream to) {
    void add(ServedRequest request) {
        Map<String, Object> line = Json.object("time", Instant.now().toString(), "id", request.id(), "method",
                request.method(), "path", request.path(), "status", request.status(), "ms", request.millis());
        line.putAll(request.notes());
        to.println(Json.printable(line));
    }
}
