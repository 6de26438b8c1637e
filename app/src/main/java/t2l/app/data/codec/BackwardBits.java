package t2l.app.data.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Bits that are read from the end of some bytes to their start (RFC 8878 §4.1): the highest bit of the last byte marks the
/// end. Bits before the start are zero.
final class BackwardBits {
    private final ByteBuffer bytes;
    private final long start;
    private long end;

    /// @param bytes with [#PADDING] bytes after `to`, at least
    BackwardBits(byte[] bytes, int from, int to) {
        if (to <= from || bytes[to - 1] == 0) {
            throw new IllegalArgumentException("Zstandard: needs bits with an end");
        }
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        start = 8L * from;
        end = 8L * to - Integer.numberOfLeadingZeros(bytes[to - 1] & 0xFF) + 24 - 1;
    }

    /// How many bytes more than those with bits are read of an array.
    static final int PADDING = Long.BYTES;

    /// The next `count` bits, at most 32, without taking them.
    int peek(int count) {
        long from = end - count;
        long first = Math.max(start, from);
        if (first >= end) {
            return 0;
        }
        long word = bytes.getLong((int) (first >> 3)) >>> (first & 7);
        return (int) ((word & ((1L << (end - first)) - 1)) << (first - from));
    }

    /// Takes `count` bits.
    void skip(int count) {
        end -= count;
    }

    int read(int count) {
        int value = peek(count);
        skip(count);
        return value;
    }

    /// How many bits are left; less than 0 if more were taken than there were.
    long left() {
        return end - start;
    }
}
