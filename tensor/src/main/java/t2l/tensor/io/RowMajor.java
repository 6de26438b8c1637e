package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;

/// The elements of a tensor in row-major order, bit for bit, as stored in files.
final class RowMajor {
    private static final long PIECE = 1 << 26;

    /// The bytes of `t`: its own memory if it is row-major, otherwise a copy. A quantised tensor must be contiguous.
    static MemorySegment bytes(Tensor t, SegmentAllocator scratch) {
        DType dtype = t.dtype();
        if (t.contiguous()) {
            return t.forReading().asSlice(t.offset() / dtype.blockSize() * dtype.blockBytes(), dtype.bytes(t.size()));
        }
        Shapes.require(!dtype.quantised(), "write", "a contiguous tensor of a quantised type", t);
        int[] shape = t.dims();
        long[] strides = new long[shape.length];
        Arrays.setAll(strides, t::stride);
        return gather(t.forReading(), dtype.blockBytes(), t.offset(), shape, strides, scratch);
    }

    /// A copy, row-major, of the elements at `offset + Σ i_k · strides[k]`, each `width` bytes.
    static MemorySegment gather(MemorySegment data, int width, long offset, int[] shape, long[] strides,
            SegmentAllocator to) {
        long size = Shapes.count(shape);
        MemorySegment out = to.allocate(size * width, 8);
        int[] index = new int[shape.length];
        long from = offset;
        for (long i = 0; i < size; i++) {
            MemorySegment.copy(data, from * width, out, i * width, width);
            for (int k = shape.length - 1; k >= 0; k--) {
                from += strides[k];
                if (++index[k] < shape[k]) {
                    break;
                }
                from -= strides[k] * shape[k];
                index[k] = 0;
            }
        }
        return out;
    }

    /// Appends the bytes of `t` to `channel`.
    static void write(Tensor t, WritableByteChannel channel) throws IOException {
        try (Arena scratch = Arena.ofConfined()) {
            write(bytes(t, scratch), channel);
        }
    }

    /// Appends `all` to `channel`.
    static void write(MemorySegment all, WritableByteChannel channel) throws IOException {
        for (long at = 0; at < all.byteSize(); at += PIECE) {
            WholeFile.writeAll(channel, all.asSlice(at, Math.min(PIECE, all.byteSize() - at)).asByteBuffer());
        }
    }
}
