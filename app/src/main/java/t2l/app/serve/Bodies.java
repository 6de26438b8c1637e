package t2l.app.serve;

import module java.base;
import t2l.app.serve.WebServer.Limits;
import t2l.tensor.settings.Source;

/// Reads the bodies of requests, no more of them at once than memory allows. It is taken as they arrive, so whoever sends slowly
/// keeps nobody else waiting.
final class Bodies {
    /// Bodies of the greatest length that fit at once.
    private static final int WHOLE = 4;
    private static final int PIECE = 1 << 14;

    private final long most;
    private final Semaphore pieces;

    /// @param most bytes of one
    Bodies(long most) {
        this.most = Math.min(most, Integer.MAX_VALUE - 8);
        pieces = new Semaphore((int) Math.max(Limits.CONNECTIONS, WHOLE * Math.ceilDiv(this.most, PIECE)));
    }

    /// The fields of a request. Throws a [Refusal] if it is too long, as soon as that is known, if there is no memory for it, and
    /// if it is no object in JSON.
    ///
    /// @param length in bytes, -1 if it is not known
    Source read(long length, InputStream in) throws IOException {
        if (length > most) {
            throw Refusal.body(most);
        }
        int taken = 0;
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
                if (body.size() + (long) piece.length > most) {
                    throw Refusal.body(most);
                }
                if (!pieces.tryAcquire()) {
                    throw Refusal.busy();
                }
                taken++;
                body.write(piece);
            }
            return Endpoint.fields("body", body.toByteArray());
        } finally {
            pieces.release(taken);
        }
    }
}
