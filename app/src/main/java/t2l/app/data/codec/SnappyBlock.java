package t2l.app.data.codec;

import java.nio.ByteBuffer;

/// Snappy, as in `format_description.txt` of github.com/google/snappy.
public final class SnappyBlock {
    private static final int LITERAL = 0;
    private static final int NEAR = 1;
    private static final int FAR = 2;
    /// A literal up to this length has it in its tag; of longer ones, so many bytes hold the length.
    private static final int SHORT = 60;

    private SnappyBlock() {}

    /// Decodes the block in `in` and returns its length. Throws [IllegalArgumentException] if it is damaged or does not fit.
    public static int decode(ByteBuffer in, byte[] out) {
        try {
            byte[] block = BlockBytes.bytes(in);
            int at = 0;
            int length = 0;
            for (int shift = 0;; shift += 7) {
                length |= (block[at] & 0x7F) << shift;
                if (block[at++] >= 0) break;
            }
            int done = 0;
            while (done < length) {
                int tag = block[at++] & 0xFF;
                int count = (tag >> 2) + 1;
                switch (tag & 3) {
                    case LITERAL -> {
                        int more = Math.max(0, count - SHORT);
                        count = more == 0 ? count : BlockBytes.number(block, at, more) + 1;
                        at += more;
                        System.arraycopy(block, at, out, done, count);
                        at += count;
                    }
                    case NEAR -> {
                        count = ((tag >> 2) & 7) + 4;
                        BlockBytes.copy(out, done, (tag >> 5) << 8 | (block[at++] & 0xFF), count);
                    }
                    default -> {
                        int wide = (tag & 3) == FAR ? 2 : 4;
                        BlockBytes.copy(out, done, BlockBytes.number(block, at, wide), count);
                        at += wide;
                    }
                }
                done += count;
            }
            if (done != length) {
                throw new IllegalArgumentException("Snappy: needs " + length + " bytes, has " + done);
            }
            return length;
        } catch (IndexOutOfBoundsException _) {
            throw new IllegalArgumentException("Snappy: needs a whole block that fits");
        }
    }
}
