package org.xerial.snappy;

import java.nio.ByteBuffer;
import t2l.app.data.codec.SnappyBlock;

/// The name by which hardwood asks for Snappy.
public final class Snappy {
    private Snappy() {}

    /// Decodes a block, and returns its length. Throws [IllegalArgumentException] if it is damaged.
    ///
    /// @param to gets it, at its position; its limit becomes the end
    public static int uncompress(ByteBuffer block, ByteBuffer to) {
        byte[] out = new byte[to.remaining()];
        int length = SnappyBlock.decode(block, out);
        to.put(to.position(), out, 0, length).limit(to.position() + length);
        return length;
    }
}
