package t2l.serve.http;

import java.io.IOException;

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
        exchange.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
        exchange.reply(200, type, bytes);
    }
}
