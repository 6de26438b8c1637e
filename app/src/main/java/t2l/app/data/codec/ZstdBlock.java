package t2l.app.data.codec;

import java.util.Arrays;

/// The compressed blocks of a frame (RFC 8878 §3.1.1.3): literals, and sequences that say how many of them to take and what
/// to copy then. Tables and distances may be those of the block before.
final class ZstdBlock {
    private static final int[] LITERAL_BASES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22,
        24,
        28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536};
    private static final int[] LITERAL_BITS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3,
        4,
        6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final int[] MATCH_BASES = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
        23,
        24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027,
        2051,
        4099, 8195, 16387, 32771, 65539};
    private static final int[] MATCH_BITS = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private static final int MOST_OFFSET_BITS = 31;

    private static final FseTable USUAL_LITERALS = FseTable.of(6, 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2,
            2,
            2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1);
    private static final FseTable USUAL_OFFSETS = FseTable.of(5, 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1,
            1, 1, 1, 1, 1, -1, -1, -1, -1, -1);
    private static final FseTable USUAL_MATCHES = FseTable.of(6, 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1,
            1,
            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1);

    /// One of the three numbers of a sequence.
    private final class SequenceNumber {
        private final int most;
        private final int largest;
        private final FseTable usual;
        private FseTable table;
        private int state;

        /// @param most    the largest symbol
        /// @param largest the largest log of a table
        /// @param usual   the table that need not be described
        SequenceNumber(int most, int largest, FseTable usual) {
            this.most = most;
            this.largest = largest;
            this.usual = usual;
        }

        /// Chooses the table, and returns where its description ends.
        int choose(int mode, int from, int to) {
            switch (mode) {
                case 0 -> table = usual;
                case 1 -> {
                    int symbol = bytes[from] & 0xFF;
                    if (symbol > most) {
                        throw new IllegalArgumentException("Zstandard: needs a smaller symbol");
                    }
                    table = FseTable.of(symbol);
                    return from + 1;
                }
                case 2 -> {
                    FseTable.Described described = FseTable.read(bytes, from, to, most, largest);
                    table = described.table();
                    return described.end();
                }
                default -> {
                    if (table == null) {
                        throw new IllegalArgumentException("Zstandard: needs tables in its first block");
                    }
                }
            }
            return from;
        }

        void begin(BackwardBits in) {
            state = table.first(in);
        }

        void advance(BackwardBits in) {
            state = table.next(state, in);
        }

        int symbol() {
            return table.symbol(state);
        }
    }

    private final byte[] bytes;
    private final byte[] out;
    private final SequenceNumber literal = new SequenceNumber(LITERAL_BASES.length - 1, 9, USUAL_LITERALS);
    private final SequenceNumber offset = new SequenceNumber(MOST_OFFSET_BITS, 8, USUAL_OFFSETS);
    private final SequenceNumber match = new SequenceNumber(MATCH_BASES.length - 1, 9, USUAL_MATCHES);
    private HuffmanTable codes;
    private final int[] distances = {1, 4, 8};
    private byte[] literals = {};

    /// @param bytes with [BackwardBits#PADDING] bytes after the last block
    ZstdBlock(byte[] bytes, byte[] out) {
        this.bytes = bytes;
        this.out = out;
    }

    /// Decodes the block from `from` to `to` to `out` from `start` on, and returns its end there.
    ///
    /// @param first the first byte of the frame in `out`
    int decode(int from, int to, int first, int start) {
        int at = literals(from, to);
        int count = bytes[at++] & 0xFF;
        if (count >= 128) {
            count = count == 255
                    ? BlockBytes.number(bytes, at++, 2) + 0x7F00
                    : ((count - 128) << 8) + (bytes[at] & 0xFF);
            at++;
        }
        if (count == 0) {
            if (at != to) {
                throw new IllegalArgumentException("Zstandard: needs blocks that end with their sequences");
            }
            System.arraycopy(literals, 0, out, start, literals.length);
            return start + literals.length;
        }
        int modes = bytes[at++] & 0xFF;
        at = literal.choose(modes >> 6, at, to);
        at = offset.choose((modes >> 4) & 3, at, to);
        at = match.choose((modes >> 2) & 3, at, to);
        return sequences(count, new BackwardBits(bytes, at, to), first, start);
    }

    /// Reads the literals and returns their end.
    private int literals(int from, int to) {
        int type = bytes[from] & 3;
        int format = (bytes[from] >> 2) & 3;
        boolean coded = type >= 2;
        int width = coded ? Math.max(3, format + 2) : format == 1 ? 2 : format == 3 ? 3 : 1;
        long header = (BlockBytes.number(bytes, from, 4) & 0xFFFF_FFFFL) | (bytes[from + 4] & 0xFFL) << 32;
        int at = from + width;
        if (!coded) {
            int count = (int) ((header & ((1L << (8 * width)) - 1)) >> (width == 1 ? 3 : 4));
            int end = at + (type == 0 ? count : 1);
            requireInside(end, to);
            if (type == 0) {
                literals = Arrays.copyOfRange(bytes, at, end);
            } else {
                requireBlock(count);
                literals = new byte[count];
                Arrays.fill(literals, bytes[at]);
            }
            return end;
        }
        int bits = format < 2 ? 10 : format == 2 ? 14 : 18;
        int count = (int) (header >> 4) & ((1 << bits) - 1);
        int end = at + ((int) (header >> (4 + bits)) & ((1 << bits) - 1));
        requireInside(end, to);
        requireBlock(count);
        literals = new byte[count];
        if (type == 2) {
            HuffmanTable.Described described = HuffmanTable.read(bytes, at, end);
            codes = described.table();
            at = described.end();
        } else if (codes == null) {
            throw new IllegalArgumentException("Zstandard: needs codes in its first block");
        }
        if (format == 0) {
            codes.decode(new BackwardBits(bytes, at, end), literals, 0, count);
        } else {
            fourStreams(at, end);
        }
        return end;
    }

    /// Four streams hold a quarter of the literals each; two bytes give the size of each but the last.
    private void fourStreams(int from, int end) {
        int quarter = (literals.length + 3) / 4;
        int at = from + 6;
        for (int i = 0; i < 4; i++) {
            int next = i == 3 ? end : at + BlockBytes.number(bytes, from + 2 * i, 2);
            requireInside(next, end);
            int start = Math.min(i * quarter, literals.length);
            codes.decode(new BackwardBits(bytes, at, next), literals, start,
                    Math.min(quarter, literals.length - start));
            at = next;
        }
    }

    private static void requireInside(int end, int to) {
        if (end > to) {
            throw new IllegalArgumentException("Zstandard: needs a whole block");
        }
    }

    private static void requireBlock(int count) {
        if (count > ZstdFrame.LARGEST_BLOCK) {
            throw new IllegalArgumentException(
                    "Zstandard: needs blocks of at most " + ZstdFrame.LARGEST_BLOCK + " bytes");
        }
    }

    private int sequences(int count, BackwardBits in, int first, int start) {
        literal.begin(in);
        offset.begin(in);
        match.begin(in);
        int taken = 0;
        int done = start;
        for (int i = 0; i < count; i++) {
            long far = (1L << offset.symbol()) + (in.read(offset.symbol()) & 0xFFFF_FFFFL);
            int length = MATCH_BASES[match.symbol()] + in.read(MATCH_BITS[match.symbol()]);
            int before = LITERAL_BASES[literal.symbol()] + in.read(LITERAL_BITS[literal.symbol()]);
            if (i < count - 1) {
                literal.advance(in);
                match.advance(in);
                offset.advance(in);
            }
            System.arraycopy(literals, taken, out, done, before);
            taken += before;
            done += before;
            int distance = distance(far, before);
            if (distance > done - first) {
                throw new IndexOutOfBoundsException(distance);
            }
            BlockBytes.copy(out, done, distance, length);
            done += length;
        }
        if (in.left() != 0) {
            throw new IllegalArgumentException("Zstandard: needs sequences that end with their bits");
        }
        System.arraycopy(literals, taken, out, done, literals.length - taken);
        return done + literals.length - taken;
    }

    /// Values up to 3 stand for the last distances; without literals before it, for others of them.
    private int distance(long value, int literalsBefore) {
        if (value > 3) {
            distances[2] = distances[1];
            distances[1] = distances[0];
            distances[0] = (int) Math.min(value - 3, Integer.MAX_VALUE);
            return distances[0];
        }
        int which = (int) value - (literalsBefore == 0 ? 0 : 1);
        int distance = which == 3 ? distances[0] - 1 : distances[which];
        if (which > 1) {
            distances[2] = distances[1];
        }
        if (which > 0) {
            distances[1] = distances[0];
        }
        distances[0] = distance;
        return distance;
    }
}
