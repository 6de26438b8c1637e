package net.jpountz.lz4;

import java.nio.ByteBuffer;
import t2l.app.data.codec.Lz4Block;

/// Decodes a block of known length.
public final class LZ4SafeDecompressor {
    /// Decodes the `count` bytes of `block` from `start` on to `to` from `at` on, and returns the length of the content. Throws
    /// [IllegalArgumentException] if it is damaged or longer than `most`.
    public int decompress(byte[] block, int start, int count, byte[] to, int at, int most) {
        int length = Lz4Block.decode(ByteBuffer.wrap(block, start, count), to, at);
        if (length > most) {
            throw new IllegalArgumentException("LZ4: needs at most " + most + " bytes, has " + length);
        }
        return length;
    }
}
