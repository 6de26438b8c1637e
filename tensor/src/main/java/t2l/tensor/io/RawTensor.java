package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;

/// A tensor in a file whose type no kernel computes with. Models do not use it; a caller may convert it.
///
/// @param name  the tensor's name, for messages
/// @param dtype the type's name in safetensors, such as `I64`, or the block format's name in GGUF, such as `Q2_K`
/// @param shape its sizes
/// @param data  its bytes, row-major, little-endian
public record RawTensor(String name, String dtype, List<Integer> shape, MemorySegment data) {
    public RawTensor {
        shape = List.copyOf(shape);
    }

    /// Adds it to the `tensors` of a file, if kernels compute with its type, otherwise to the `others`.
    void addTo(Map<String, Tensor> tensors, Map<String, RawTensor> others) {
        StoredType.named(dtype).flatMap(StoredType::dtype).ifPresentOrElse(
                type -> tensors.put(name, Tensor.over(data, type, SafeTensors.dims(shape))),
                () -> others.put(name, this));
    }

    /// The type that [TensorFile#computable] converts it to, if it is in a block format.
    public Optional<DType> computable() {
        return StoredType.named(dtype).flatMap(StoredType::format).map(BlockFormat::held);
    }
}
