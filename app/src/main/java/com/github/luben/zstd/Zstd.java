package com.github.luben.zstd;

import java.nio.ByteBuffer;
import t2l.app.data.codec.ZstdFrame;

/// The name by which hardwood asks for Zstandard.
public final class Zstd {
    private Zstd() {}

    /// Decodes frames, and returns the length of their content. Throws [IllegalArgumentException] if they are damaged.
    public static int decompress(byte[] to, ByteBuffer frames) {
        return ZstdFrame.decode(frames, to);
    }
}
