package t2l.app;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.TensorFile;

/// A tensor in a file, without its data.
///
/// @param type as `bf16`
/// @param held bytes in memory, where vectors are always F32
record StoredTensor(String name, String type, List<Integer> shape, long held) {
    /// The tensors of a file. Throws [T2lException] if it is none of tensors, or damaged.
    static List<StoredTensor> in(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            return in(TensorFile.map(file, arena));
        }
    }

    /// The tensors of an open file: first those that kernels compute with, each in file order.
    static List<StoredTensor> in(TensorFile file) {
        Map<String, StoredTensor> all = new LinkedHashMap<>();
        file.tensors().forEach((name, t) -> {
            long bytes = t.dtype().bytes(t.size());
            all.put(name, new StoredTensor(name, t.dtype().toString().toLowerCase(Locale.ROOT),
                    Arrays.stream(t.dims()).boxed().toList(), t.rank() == 1 ? 4 * t.size() : bytes));
        });
        file.raw().forEach((name, t) -> {
            long bytes = t.data().byteSize();
            all.put(name, new StoredTensor(name, t.dtype().toLowerCase(Locale.ROOT), t.shape(),
                    t.computable().map(type -> type.bytes(size(t.shape()))).orElse(bytes)));
        });
        return List.copyOf(all.values());
    }

    /// The number of elements.
    long size() {
        return size(shape);
    }

    private static long size(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// The number of elements by type.
    static Map<String, Long> types(List<StoredTensor> tensors) {
        Map<String, Long> types = new TreeMap<>();
        tensors.forEach(t -> types.merge(t.type(), t.size(), Long::sum));
        return types;
    }
}
