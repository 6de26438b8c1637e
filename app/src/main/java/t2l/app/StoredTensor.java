package t2l.app;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.RawTensor;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.TorchFile;

/// A tensor in a file, without its data.
///
/// @param type as `bf16`
/// @param held bytes in memory, where vectors are always F32
record StoredTensor(String name, String type, List<Integer> shape, long held) {
    /// The tensors of a `.gguf`, `.safetensors`, `.pt` or `.pth` file, in file order. Throws [T2lException] for other
    /// or damaged files.
    static List<StoredTensor> in(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (name.endsWith(".gguf")) {
                Gguf tensors = Gguf.map(file, arena);
                return all(tensors.tensors(), tensors.raw());
            }
            if (name.endsWith(".safetensors") || name.endsWith(".index.json")) {
                SafeTensors tensors = SafeTensors.map(file, arena);
                return all(tensors.tensors(), tensors.raw());
            }
            if (name.endsWith(".pt") || name.endsWith(".pth")) {
                TorchFile tensors = TorchFile.open(file, arena);
                return all(tensors.tensors(), tensors.raw());
            }
            throw new T2lException(
                    file + ": needs a .gguf, .safetensors or .pt file, or a directory with a model, an adapter or a hypernetwork");
        }
    }

    /// The first of `names` that exists in `directory`.
    static Optional<Path> find(Path directory, String... names) {
        return Arrays.stream(names).map(directory::resolve).filter(Files::exists).findFirst();
    }

    private static List<StoredTensor> all(Map<String, Tensor> tensors, Map<String, RawTensor> raw) {
        Map<String, StoredTensor> all = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            long bytes = t.dtype().bytes(t.size());
            all.put(name, new StoredTensor(name, t.dtype().toString().toLowerCase(Locale.ROOT),
                    Arrays.stream(t.dims()).boxed().toList(), t.rank() == 1 ? 4 * t.size() : bytes));
        });
        raw.forEach((name, t) -> {
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
