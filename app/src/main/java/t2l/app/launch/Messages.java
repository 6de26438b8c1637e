package t2l.app.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Copies the second JVM's stderr to ours, except the JVM's warning about incubator modules, which no flag silences.
final class Messages implements Runnable {
    private static final byte[] NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector"
            .getBytes(StandardCharsets.US_ASCII);

    private final InputStream from;
    private final PrintStream to;

    Messages(InputStream from, PrintStream to) {
        this.from = from;
        this.to = to;
    }

    /// Ends when the second JVM closes its stderr.
    @Override
    public void run() {
        byte[] bytes = new byte[8192];
        try {
            int same = 0;
            int b = from.read();
            while (same < NOTICE.length && b == NOTICE[same]) {
                same++;
                b = from.read();
            }
            if (same < NOTICE.length) to.write(NOTICE, 0, same);
            while (same == NOTICE.length && (b == '\r' || b == '\n')) b = from.read();
            if (b >= 0) to.write(b);
            to.flush();
            for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                to.write(bytes, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // The pipe broke: the second JVM has ended, and its exit code is reported.
        }
    }
}
