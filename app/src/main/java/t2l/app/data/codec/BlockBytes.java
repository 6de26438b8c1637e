package t2l.app.data.codec;

import java.nio.ByteBuffer;

/// What decoders share.
final class BlockBytes {
    private BlockBytes() {}

    /// A copy of the remaining bytes of a buffer.
    static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(in.position(), bytes);
        return bytes;
    }

    /// The number in `count` bytes at `at`, the lowest first.
    static int number(byte[] bytes, int at, int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number |= (bytes[at + i] & 0xFF) << (8 * i);
        }
        return number;
    }

    /// Copies `count` bytes to `at` from `distance` bytes before; where they overlap, bytes repeat. Throws
    /// [IndexOutOfBoundsException] if they are not there, or there is no room.
    static void copy(byte[] bytes, int at, int distance, int count) {
        int from = at - distance;
        if (distance <= 0 || from < 0 || count < 0 || count > bytes.length - at) {
            throw new IndexOutOfBoundsException(distance);
        }
        if (distance >= count) {
            System.arraycopy(bytes, from, bytes, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            bytes[at + i] = bytes[from + i];
        }
    }
}
