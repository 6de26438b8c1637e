package t2l.tensor.io;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.DType;
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
            throw new T2lException(file + ": needs a tensor " + name + ", there is " + (raw.containsKey(name)
                    ? "one of type " + raw.get(name).dtype
                    : "none among its " + tensors.size() + "; is this the file of the model?"));
        }
        return t;
    }

    /// The type that [Gguf#computable] converts it to, if it is in a block format.
    public Optional<DType> computable() {
        return BlockFormat.named(dtype).map(_ -> DType.Q8_0);
    }
}
