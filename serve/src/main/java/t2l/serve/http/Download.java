package t2l.serve.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A file for the client to keep.
public final class Download {
    private final String name;
    private final String type;
    private final byte[] bytes;

    /// A file of this content, which must not change from now on.
    public Download(String name, String type, byte[] bytes) {
        this.name = name;
        this.type = type;
        this.bytes = bytes;
    }

    /// Sends it.
    void send(Exchange exchange) throws IOException {
        String plain = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        exchange.header("Content-Disposition", "attachment; filename=\"" + plain + "\"" + (plain.equals(name)
                ? ""
                : "; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
        exchange.reply(200, type, bytes);
    }
}
