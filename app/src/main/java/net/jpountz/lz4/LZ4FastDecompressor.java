package net.jpountz.lz4;

import java.nio.ByteBuffer;
import t2l.app.data.codec.Lz4Block;

/// Decodes the block that fills the rest of a buffer.
public final class LZ4FastDecompressor {
    /// Decodes `block` from `start` on into the `length` bytes of `to` from `at` on, and returns the length of the block.
    /// Throws [IllegalArgumentException] unless they fit each other.
    public int decompress(ByteBuffer block, int start, ByteBuffer to, int at, int length) {
        byte[] out = new byte[length];
        ByteBuffer rest = block.duplicate().position(start);
        int found = Lz4Block.decode(rest, out, 0);
        if (found != length) {
            throw new IllegalArgumentException("LZ4: needs " + length + " bytes, has " + found);
        }
        to.put(at, out);
        return rest.remaining();
    }
}
