package t2l.transformer.family;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;

/// Writes a Hugging Face directory with the files of another one and new weights.
public final class ModelDirectory {
    private static final List<String> WEIGHTS = List.of(".safetensors", ".safetensors.index.json", ".bin",
            ".bin.index.json", ".pt", ".pth", ".gguf", ".onnx", ".h5", ".msgpack");

    private static final String CONFIG = "config.json";

    private ModelDirectory() {}

    /// Fills the empty directory `to`. Of a model that also reads images, only the text part is written. Throws [T2lException]
    /// if a file cannot be read or written.
    ///
    /// @param from    the other model: its configuration and tokenizer are copied unchanged
    /// @param weights by state-dict name
    /// @param type    F32, BF16 or F16; unchanged if empty
    public static void write(Path from, Path to, Map<String, Tensor> weights, Optional<DType> type, Kernels kernels) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).filter(ModelDirectory::kept).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new T2lException(to + ": cannot be written: " + e.getMessage(), e);
        }
        try (Arena arena = Arena.ofShared()) {
            Source whole = Source.read(from.resolve(CONFIG));
            Optional<Source> part = TextPart.of(whole);
            part.ifPresent(text -> writeConfig(to.resolve(CONFIG), text));
            Family family = Family.of(part.orElse(whole));
            Map<String, Tensor> written = new LinkedHashMap<>();
            weights.forEach((name, t) -> written.put(name, family.published(name,
                    type.filter(other -> other != t.dtype()).map(other -> WeightTypes.copy(t, other, kernels, arena))
                            .orElse(t),
                    arena)));
            SafeTensors.write(to.resolve("model.safetensors"), written, Map.of("format", "pt"));
        }
    }

    private static void writeConfig(Path file, Source text) {
        try {
            WholeFile.replace(file,
                    JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(text.values()) + "\n");
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static boolean kept(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && WEIGHTS.stream().noneMatch(name::endsWith);
    }
}
