package t2l.app.data.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Zstandard (RFC 8878), without dictionaries. Checksums are passed over.
public final class ZstdFrame {
    static final int LARGEST_BLOCK = 1 << 17;

    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE = 0x184D2A50;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

    private final byte[] bytes;
    private final int end;
    private final byte[] out;
    private int at;
    private int done;

    private ZstdFrame(byte[] bytes, int end, byte[] out) {
        this.bytes = bytes;
        this.end = end;
        this.out = out;
    }

    /// Decodes the frames in `in` and returns the length of their content. Throws [IllegalArgumentException] if they are
    /// damaged or it does not fit.
    public static int decode(ByteBuffer in, byte[] out) {
        byte[] frames = BlockBytes.bytes(in);
        var decoder = new ZstdFrame(Arrays.copyOf(frames, frames.length + BackwardBits.PADDING), frames.length, out);
        try {
            while (decoder.at < decoder.end) {
                decoder.frame();
            }
            return decoder.done;
        } catch (IndexOutOfBoundsException _) {
            throw new IllegalArgumentException("Zstandard: needs a whole frame that fits");
        }
    }

    private int take(int count) {
        if (count > end - at || count < 0) {
            throw new IndexOutOfBoundsException(at);
        }
        at += count;
        return at - count;
    }

    private int number(int count) {
        return BlockBytes.number(bytes, take(count), count);
    }

    private void frame() {
        int magic = number(4);
        if ((magic & ~15) == SKIPPABLE) {
            take(number(4));
            return;
        }
        if (magic != MAGIC) {
            throw new IllegalArgumentException("Zstandard: needs a frame");
        }
        int descriptor = number(1);
        boolean whole = (descriptor & 0x20) != 0;
        take(whole ? 0 : 1); // the size of the window; here, all of the content is one
        if (number(DICTIONARY_BYTES[descriptor & 3]) != 0) {
            throw new IllegalArgumentException("Zstandard: needs a frame without a dictionary");
        }
        int size = descriptor >> 6;
        take(size == 0 ? whole ? 1 : 0 : 1 << size); // of the content, which the caller knows
        blocks();
        take((descriptor & 4) != 0 ? 4 : 0);
    }

    private void blocks() {
        int first = done;
        ZstdBlock compressed = new ZstdBlock(bytes, out);
        int header;
        do {
            header = number(3);
            int size = header >> 3;
            switch ((header >> 1) & 3) {
                case 0 -> {
                    System.arraycopy(bytes, take(size), out, done, size);
                    done += size;
                }
                case 1 -> {
                    Arrays.fill(out, done, done + size, bytes[take(1)]);
                    done += size;
                }
                case 2 -> {
                    int from = take(size);
                    done = compressed.decode(from, at, first, done);
                }
                default -> throw new IllegalArgumentException("Zstandard: needs blocks of a known kind");
            }
        } while ((header & 1) == 0);
    }
}
