package t2l.app.console;

import module java.base;

/// A stream for text in UTF-8 that remembers why it failed: a reader that has gone away or a full disk.
public final class Stdout extends PrintStream {
    private final Sink sink;

    public Stdout(OutputStream to) {
        this(new Sink(to));
    }

    private Stdout(Sink sink) {
        super(sink, true, StandardCharsets.UTF_8);
        this.sink = sink;
    }

    /// Why something could not be written, if it could not.
    Optional<IOException> failure() {
        return Optional.ofNullable(sink.failure);
    }

    private static final class Sink extends FilterOutputStream {
        private volatile IOException failure;

        Sink(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
