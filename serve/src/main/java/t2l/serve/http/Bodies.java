package t2l.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;

/// Reads the bodies of requests, no more of them at once than memory allows.
final class Bodies {
    /// Bodies of the greatest length that are read at once.
    private static final int WHOLE = 4;
    private static final int UNIT = 1024;

    private final long most;
    private final Semaphore units;

    /// @param most bytes of one
    Bodies(long most) {
        this.most = Math.min(most, Integer.MAX_VALUE - 8);
        units = new Semaphore(WHOLE * units(this.most), true);
    }

    private static int units(long bytes) {
        return (int) (bytes / UNIT) + 1;
    }

    /// An object in JSON. Throws a [Refusal] if it is too long, as soon as that is known, and [T2lException] if it is anything
    /// else.
    ///
    /// @param length in bytes, if it is known; else more than any
    Fields read(long length, InputStream in) throws IOException, InterruptedException {
        if (length > most && length < Long.MAX_VALUE) {
            throw Refusal.body(most);
        }
        int taken = units(Math.min(length, most));
        units.acquire(taken);
        try {
            byte[] bytes = in.readNBytes((int) most + 1);
            if (bytes.length > most) {
                throw Refusal.body(most);
            }
            return Fields.of("", JsonFile.parse("body", bytes).fields());
        } finally {
            units.release(taken);
        }
    }
}
