package t2l.app.worker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import t2l.tensor.T2lException;

/// The lines of a stream, read one at a time and never held if they are too long.
final class LongLines {
    /// The most bytes of a line.
    static final int MOST = 1 << 26;

    private final InputStream in;
    private final int most;
    private int number;

    /// A line that ends with a line feed or with the stream.
    ///
    /// @param number from 1
    /// @param bytes  without its end; empty if it was too long
    record Line(int number, Optional<byte[]> bytes) {
        /// The bytes; throws [T2lException] if there were too many.
        byte[] require() {
            return bytes.orElseThrow(() -> new T2lException(
                    "line " + number + ": needs at most " + MOST + " bytes, has more; give files by their names"));
        }

        /// Whether nothing is on it.
        boolean isBlank() {
            return bytes.isPresent() && new String(bytes.get(), StandardCharsets.ISO_8859_1).isBlank();
        }
    }

    LongLines(InputStream in) {
        this(in, MOST);
    }

    LongLines(InputStream in, int most) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.most = most;
    }

    /// The next line; empty at the end.
    Optional<Line> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int read = in.read();
        if (read < 0) {
            return Optional.empty();
        }
        boolean tooLong = false;
        while (read >= 0 && read != '\n') {
            if (line.size() == most) {
                tooLong = true;
                line.reset();
            }
            if (!tooLong) {
                line.write(read);
            }
            read = in.read();
        }
        number++;
        return Optional.of(new Line(number, tooLong ? Optional.empty() : Optional.of(line.toByteArray())));
    }
}
