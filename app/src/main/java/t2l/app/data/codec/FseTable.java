package t2l.app.data.codec;

import java.util.Arrays;

/// Decodes symbols with finite state entropy (RFC 8878 §4.1): a state stands for a symbol, and says how many bits lead to the
/// next.
///
/// @param log     the states are from 0 to `2^log - 1`
/// @param symbols by states
/// @param bits    how many are read after a state
/// @param bases   to which number they are added
@SuppressWarnings("ArrayRecordComponent") // nobody compares tables
record FseTable(int log, byte[] symbols, byte[] bits, short[] bases) {
    private static final int SMALLEST_LOG = 5;

    /// One symbol and no bits.
    static FseTable of(int symbol) {
        return new FseTable(0, new byte[] {(byte) symbol}, new byte[1], new short[1]);
    }

    /// The table of symbols with these probabilities, in `2^-log`; -1 stands for one less than the least.
    static FseTable of(int log, int... probabilities) {
        int size = 1 << log;
        byte[] symbols = new byte[size];
        int[] next = new int[probabilities.length];
        int high = size - 1;
        for (int s = 0; s < probabilities.length; s++) {
            next[s] = Math.abs(probabilities[s]);
            if (probabilities[s] == -1) {
                symbols[high--] = (byte) s;
            }
        }
        int step = (size >> 1) + (size >> 3) + 3;
        int at = 0;
        for (int s = 0; s < probabilities.length; s++) {
            for (int i = 0; i < probabilities[s]; i++) {
                symbols[at] = (byte) s;
                do {
                    at = (at + step) & (size - 1);
                } while (at > high);
            }
        }
        byte[] bits = new byte[size];
        short[] bases = new short[size];
        for (int state = 0; state < size; state++) {
            int n = next[symbols[state]]++;
            bits[state] = (byte) (log - (31 - Integer.numberOfLeadingZeros(n)));
            bases[state] = (short) ((n << bits[state]) - size);
        }
        return new FseTable(log, symbols, bits, bases);
    }

    /// A table and where its description ends.
    record Described(FseTable table, int end) {}

    /// Reads the description of a table from `bytes`, with [BackwardBits#PADDING] bytes after it.
    ///
    /// @param most    the largest symbol
    /// @param largest the largest `log`
    static Described read(byte[] bytes, int from, int to, int most, int largest) {
        long at = 8L * from + 4;
        int log = SMALLEST_LOG + (bytes[from] & 15);
        if (log > largest) {
            throw new IllegalArgumentException("Zstandard: needs a smaller table of states");
        }
        int[] probabilities = new int[most + 1];
        int left = (1 << log) + 1;
        int symbol = 0;
        while (left > 1 && symbol <= most) {
            int width = 32 - Integer.numberOfLeadingZeros(left);
            int value = forward(bytes, at, width);
            int low = (1 << width) - 1 - left;
            // Small values need a bit less.
            int small = value & ((1 << (width - 1)) - 1);
            if (small < low) {
                value = small;
                at += width - 1;
            } else {
                value -= value >= 1 << (width - 1) ? low : 0;
                at += width;
            }
            int probability = value - 1;
            left -= Math.abs(probability);
            probabilities[symbol++] = probability;
            if (probability == 0) {
                int zeros;
                do {
                    zeros = forward(bytes, at, 2);
                    at += 2;
                    symbol += zeros;
                } while (zeros == 3);
            }
        }
        int end = (int) ((at + 7) >> 3);
        if (left != 1 || symbol > most + 1 || end > to) {
            throw new IllegalArgumentException("Zstandard: needs a table of states whose probabilities add up");
        }
        return new Described(of(log, Arrays.copyOf(probabilities, symbol)), end);
    }

    /// Bits that are read from the start.
    private static int forward(byte[] bytes, long bit, int count) {
        int at = (int) (bit >> 3);
        return (BlockBytes.number(bytes, at, 3) >> (bit & 7)) & ((1 << count) - 1);
    }

    int first(BackwardBits in) {
        return in.read(log);
    }

    int next(int state, BackwardBits in) {
        return bases[state] + in.read(bits[state]);
    }

    int symbol(int state) {
        return symbols[state];
    }
}
