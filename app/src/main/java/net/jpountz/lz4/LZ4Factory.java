package net.jpountz.lz4;

/// The name by which hardwood asks for LZ4.
public final class LZ4Factory {
    private LZ4Factory() {}

    public static LZ4Factory fastestInstance() {
        return new LZ4Factory();
    }

    public LZ4FastDecompressor fastDecompressor() {
        return new LZ4FastDecompressor();
    }

    public LZ4SafeDecompressor safeDecompressor() {
        return new LZ4SafeDecompressor();
    }
}
