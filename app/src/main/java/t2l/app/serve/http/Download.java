package t2l.app.serve.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A file for the client to keep.
///
/// @param name  under which the client keeps it
/// @param type  its media type
/// @param bytes its content, which must not change from now on
@SuppressWarnings("ArrayRecordComponent") // nobody compares files
public record Download(String name, String type, byte[] bytes) {
    /// Sends it.
    void send(Exchange exchange) throws IOException {
        String plain = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        exchange.header("Content-Disposition", "attachment; filename=\"" + plain + "\"" + (plain.equals(name)
                ? ""
                : "; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
        exchange.reply(200, type, bytes);
    }
}
