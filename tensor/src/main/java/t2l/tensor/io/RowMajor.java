package t2l.tensor.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.channels.FileChannel;
import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// The elements of a tensor end to end in row-major order, bit for bit, as files hold them.
final class RowMajor {
    private static final long PIECE = 1 << 26;

    private RowMajor() {}

    /// The bytes of `t`: its own memory if they lie there in order, otherwise a copy. A quantised tensor must be
    /// contiguous.
    static MemorySegment bytes(Tensor t, SegmentAllocator scratch) {
        DType dtype = t.dtype();
        if (t.contiguous()) {
            return t.data().asSlice(t.offset() / dtype.blockSize() * dtype.blockBytes(), dtype.bytes(t.size()));
        }
        Shapes.require(!dtype.quantised(), "write", "a contiguous tensor of a quantised type", t);
        int width = dtype.blockBytes();
        MemorySegment out = scratch.allocate(dtype.bytes(t.size()), 8);
        int[] index = new int[t.rank()];
        long from = t.offset();
        for (long i = 0, n = t.size(); i < n; i++) {
            MemorySegment.copy(t.data(), from * width, out, i * width, width);
            for (int k = t.rank() - 1; k >= 0; k--) {
                from += t.stride(k);
                if (++index[k] < t.dim(k)) {
                    break;
                }
                from -= t.stride(k) * t.dim(k);
                index[k] = 0;
            }
        }
        return out;
    }

    /// Appends the bytes of `t` to `channel`.
    static void write(Tensor t, FileChannel channel) throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment all = bytes(t, scratch);
            for (long at = 0; at < all.byteSize(); at += PIECE) {
                WholeFile.writeAll(channel, all.asSlice(at, Math.min(PIECE, all.byteSize() - at)).asByteBuffer());
            }
        }
    }
}
