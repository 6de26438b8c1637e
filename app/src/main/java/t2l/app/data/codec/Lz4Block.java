package t2l.app.data.codec;

import java.nio.ByteBuffer;

/// LZ4, as in `lz4_Block_format.md` of github.com/lz4/lz4.
public final class Lz4Block {
    private static final int LONG = 15;
    private static final int SHORTEST = 4;

    private final byte[] block;
    private int at;

    private Lz4Block(byte[] block) {
        this.block = block;
    }

    /// Decodes the block in `in` to `out` from `start` on, and returns its length. Throws [IllegalArgumentException] if it is
    /// damaged or does not fit.
    public static int decode(ByteBuffer in, byte[] out, int start) {
        try {
            return new Lz4Block(BlockBytes.bytes(in)).decode(out, start) - start;
        } catch (IndexOutOfBoundsException _) {
            throw new IllegalArgumentException("LZ4: needs a whole block that fits");
        }
    }

    private int decode(byte[] out, int start) {
        int done = start;
        while (at < block.length) {
            int token = block[at++] & 0xFF;
            int literals = length(token >> 4);
            System.arraycopy(block, at, out, done, literals);
            at += literals;
            done += literals;
            if (at == block.length) {
                break; // the last sequence copies nothing
            }
            int distance = BlockBytes.number(block, at, 2);
            at += 2;
            int count = length(token & LONG) + SHORTEST;
            if (distance > done - start) {
                throw new IndexOutOfBoundsException(distance);
            }
            BlockBytes.copy(out, done, distance, count);
            done += count;
        }
        return done;
    }

    /// A length of 15 goes on in the next bytes, as long as they are 255.
    private int length(int first) {
        int length = first;
        if (first == LONG) {
            int more;
            do {
                more = block[at++] & 0xFF;
                length += more;
            } while (more == 0xFF);
        }
        return length;
    }
}
