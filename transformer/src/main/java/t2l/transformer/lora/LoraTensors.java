package t2l.transformer.lora;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.TorchFile;

/// The tensors in a PEFT directory, by their names there: `adapter_model.safetensors`, whole or in shards with an index, or
/// `adapter_model.bin`, as PEFT wrote it before version 0.6.
///
/// @param path    the file that names them all
/// @param tensors those that kernels compute with
/// @param others  the names of those of other types
record LoraTensors(Path path, Map<String, Tensor> tensors, Set<String> others) {
    /// The file that is written.
    static final String FILE = "adapter_model.safetensors";
    private static final String INDEX = FILE + ".index.json";
    private static final String TORCH = "adapter_model.bin";

    LoraTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        others = Set.copyOf(others);
    }

    /// Opens a directory; the tensors live as long as `arena`. Throws [T2lException] if a file is missing or invalid.
    static LoraTensors open(Path directory, Arena arena) {
        if (!has(directory, FILE) && !has(directory, INDEX) && has(directory, TORCH)) {
            TorchFile torch = TorchFile.open(directory.resolve(TORCH), arena);
            return new LoraTensors(torch.path(), torch.tensors(), torch.raw().keySet());
        }
        String name = !has(directory, FILE) && has(directory, INDEX) ? INDEX : FILE;
        SafeTensors file = SafeTensors.open(directory.resolve(name), arena).requireWide();
        return new LoraTensors(file.path(), file.tensors(), file.raw().keySet());
    }

    private static boolean has(Path directory, String name) {
        return Files.isRegularFile(directory.resolve(name));
    }
}
