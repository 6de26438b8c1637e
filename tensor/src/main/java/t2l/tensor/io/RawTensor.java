package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// A tensor in a file whose type no kernel computes with. Models do not use it; a caller may convert it.
///
/// @param name  the tensor's name, for messages
/// @param dtype the type's name in safetensors, such as `I64`, or the block format's name in GGUF, such as `Q4_K`
/// @param shape its sizes
/// @param data  its bytes, row-major, little-endian
public record RawTensor(String name, String dtype, List<Integer> shape, MemorySegment data) {
    public RawTensor {
        shape = List.copyOf(shape);
    }

    /// The tensor of this name in a file; throws [T2lException] if there is none of a type that kernels compute with.
    static Tensor required(Path file, String name, Map<String, Tensor> tensors, Map<String, RawTensor> raw) {
        Tensor t = tensors.get(name);
        if (t == null) {
            throw new T2lException(file + ": needs a tensor " + name + ", there is "
                    + (raw.containsKey(name) ? "one of type " + raw.get(name).dtype : "none"));
        }
        return t;
    }

    /// The type that [Gguf#computable] converts it to, if it is in a block format.
    public Optional<DType> computable() {
        return BlockFormat.named(dtype).map(_ -> DType.Q8_0);
    }

    /// The same integers as a new I32 tensor. Throws [T2lException] if the type is not one of I64 I16 I8 U32 U16 U8
    /// BOOL or a number does not fit.
    public Tensor integers(SegmentAllocator to) {
        int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
        long count = Shapes.count(dims);
        if (count > Integer.MAX_VALUE) {
            throw new T2lException(name + ": needs at most 2^31 - 1 whole numbers, got " + count);
        }
        int[] all = new int[(int) count];
        for (int i = 0; i < all.length; i++) {
            long v = at(i);
            if (v != (int) v) {
                throw new T2lException(name + ": needs numbers that fit 32 bits, got " + v + " at element " + i);
            }
            all[i] = (int) v;
        }
        return Tensor.of(to, all, dims);
    }

    private long at(long i) {
        return switch (dtype) {
            case "I64" -> data.getAtIndex(JAVA_LONG_UNALIGNED, i);
            case "U32" -> Integer.toUnsignedLong(data.getAtIndex(JAVA_INT_UNALIGNED, i));
            case "I16" -> data.getAtIndex(JAVA_SHORT_UNALIGNED, i);
            case "U16" -> Short.toUnsignedLong(data.getAtIndex(JAVA_SHORT_UNALIGNED, i));
            case "I8" -> data.get(JAVA_BYTE, i);
            case "U8", "BOOL" -> Byte.toUnsignedLong(data.get(JAVA_BYTE, i));
            default ->
                throw new T2lException(name + ": needs whole numbers of at most 64 signed bits, got " + dtype);
        };
    }
}
