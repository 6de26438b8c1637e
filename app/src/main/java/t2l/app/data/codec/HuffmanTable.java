package t2l.app.data.codec;

/// Decodes bytes with codes of 1 to `most` bits (RFC 8878 §4.2).
///
/// @param most    the bits of the longest code
/// @param symbols by numbers of `most` bits, the first of which are a code: its symbol
/// @param bits    likewise, how many bits it has
@SuppressWarnings("ArrayRecordComponent") // nobody compares tables
record HuffmanTable(int most, byte[] symbols, byte[] bits) {
    private static final int LONGEST = 11;
    private static final int SYMBOLS = 256;
    private static final int WEIGHTS_LOG = 6;
    /// From here on, the first byte says how many weights of four bits follow.
    private static final int DIRECT = 128;

    /// A table and where its description ends.
    record Described(HuffmanTable table, int end) {}

    static Described read(byte[] bytes, int from, int to) {
        int header = bytes[from] & 0xFF;
        int[] weights = new int[SYMBOLS];
        int count = header - DIRECT + 1;
        int end = from + 1 + (header < DIRECT ? header : (count + 1) / 2);
        if (end > to) {
            throw new IllegalArgumentException("Zstandard: needs all weights of the codes");
        }
        if (header < DIRECT) {
            count = compressed(bytes, from + 1, end, weights);
        } else {
            for (int i = 0; i < count; i++) {
                int both = bytes[from + 1 + i / 2];
                weights[i] = (i % 2 == 0 ? both >> 4 : both) & 15;
            }
        }
        return new Described(of(weights, count), end);
    }

    /// Two states take turns until the bits are used up.
    private static int compressed(byte[] bytes, int from, int to, int[] weights) {
        FseTable.Described described = FseTable.read(bytes, from, to, 15, WEIGHTS_LOG);
        FseTable table = described.table();
        BackwardBits in = new BackwardBits(bytes, described.end(), to);
        int state = table.first(in);
        int other = table.first(in);
        int count = 0;
        while (count < SYMBOLS - 2) {
            weights[count++] = table.symbol(state);
            int next = table.next(state, in);
            if (in.left() < 0) {
                weights[count++] = table.symbol(other);
                return count;
            }
            state = other;
            other = next;
        }
        throw new IllegalArgumentException("Zstandard: needs fewer weights of codes");
    }

    /// A code of weight `w > 0` has `most + 1 - w` bits. The weight of the last symbol is what the others leave.
    private static HuffmanTable of(int[] weights, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (1 << weights[i]) >> 1;
        }
        int most = 32 - Integer.numberOfLeadingZeros(sum);
        int rest = (1 << most) - sum;
        if (sum == 0 || most > LONGEST || Integer.bitCount(rest) != 1) {
            throw new IllegalArgumentException("Zstandard: needs codes that are complete");
        }
        weights[count] = 32 - Integer.numberOfLeadingZeros(rest);
        byte[] symbols = new byte[1 << most];
        byte[] bits = new byte[1 << most];
        int at = 0;
        for (int weight = 1; weight <= most; weight++) {
            for (int symbol = 0; symbol <= count; symbol++) {
                if (weights[symbol] == weight) {
                    for (int i = 0; i < 1 << (weight - 1); i++) {
                        symbols[at] = (byte) symbol;
                        bits[at++] = (byte) (most + 1 - weight);
                    }
                }
            }
        }
        return new HuffmanTable(most, symbols, bits);
    }

    /// Decodes `count` bytes, which must be all that there are.
    void decode(BackwardBits in, byte[] out, int from, int count) {
        for (int i = from; i < from + count; i++) {
            int code = in.peek(most);
            out[i] = symbols[code];
            in.skip(bits[code]);
        }
        if (in.left() != 0) {
            throw new IllegalArgumentException("Zstandard: needs literals that end with their bits");
        }
    }
}
