package t2l.tensor.io;

import java.util.stream.LongStream;
import t2l.tensor.T2lException;

/// Iterates over the fields of a protobuf message in a file: numbers are decoded at once, a field with a length is a
/// range to read from. Source: the protocol buffers encoding (wire types 0, 1, 2 and 5; the obsolete groups are
/// refused).
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final FileBytes file;
    private final long end;
    private long at;
    private long field;
    private int number;
    private int wire;
    private long value;

    Protobuf(FileBytes file, long start, long length) {
        this.file = file;
        this.at = start;
        this.end = start + length;
    }

    /// The message in the field just read.
    Protobuf message(String what) {
        return new Protobuf(file, at - length(what), length(what));
    }

    /// Goes to the next field; false at the end.
    boolean next() {
        if (at == end) {
            return false;
        }
        field = at;
        long tag = varint();
        number = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
        wire = (int) (tag & 7);
        switch (wire) {
            case VARINT -> value = varint();
            case FIXED_64 -> step(8);
            case FIXED_32 -> step(4);
            case LENGTH -> {
                value = varint();
                step(value);
            }
            default -> throw error("needs a wire type 0, 1, 2 or 5, got " + wire);
        }
        return true;
    }

    /// The number of the field just read.
    int number() {
        return number;
    }

    /// The integer in the field just read.
    long whole(String what) {
        if (wire != VARINT) {
            throw error("needs a whole number for " + what);
        }
        return value;
    }

    /// The offset of the field just read.
    long start(String what) {
        return at - length(what);
    }

    /// The length in bytes of the field just read.
    long length(String what) {
        if (wire != LENGTH) {
            throw error("needs " + what + " with a length");
        }
        return value;
    }

    String text(String what) {
        return file.utf8(start(what), length(what), what);
    }

    /// The integers of a field, one or packed.
    long[] wholes(String what) {
        if (wire == VARINT) {
            return new long[] {value};
        }
        var packed = message(what);
        var all = LongStream.builder();
        while (packed.at < packed.end) {
            all.add(packed.varint());
        }
        return all.build().toArray();
    }

    /// An exception about the field just read, to be thrown by the caller.
    T2lException error(String what) {
        return file.error(field, what);
    }

    private long varint() {
        long v = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == end) {
                throw file.error(at, "needs another byte of a number, the message ends");
            }
            int b = file.u8(at++, "a number");
            v |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return v;
            }
        }
        throw file.error(at, "needs a number of at most 10 bytes");
    }

    private void step(long bytes) {
        if (bytes < 0 || bytes > end - at) {
            throw error("needs " + Long.toUnsignedString(bytes) + " bytes, the message ends after " + (end - at));
        }
        at += bytes;
    }
}
