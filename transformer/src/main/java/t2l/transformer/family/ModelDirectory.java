package t2l.transformer.family;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;

/// Writes a Hugging Face directory with the files of another one and new weights.
public final class ModelDirectory {
    private static final List<String> WEIGHTS = List.of(".safetensors", ".safetensors.index.json", ".bin",
            ".bin.index.json", ".pt", ".pth", ".gguf", ".onnx", ".h5", ".msgpack");

    /// How a file holds quantised weights, which are not written.
    private static final String QUANTISED = "quantization_config";

    private ModelDirectory() {}

    /// Fills the empty directory `to`. Of a model that also reads images, only the text part is written. Throws [T2lException]
    /// if a file cannot be read or written.
    ///
    /// @param model of a directory, whose configuration and tokenizer are copied unchanged
    /// @param type  F32, BF16 or F16; unchanged if empty, but for quantised ones, which become BF16
    public static void write(Checkpoint model, Path to, Optional<DType> type, Kernels kernels) {
        try (Stream<Path> files = Files.list(model.path()); Arena arena = Arena.ofShared()) {
            for (Path file : files.filter(Files::isRegularFile).filter(ModelDirectory::kept).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            Path config = to.resolve("config.json");
            Source whole = Source.read(config);
            Optional<Source> part = TextPart.of(whole);
            Map<Object, Object> said = new LinkedHashMap<>((Map<?, ?>) Source.plain(part.orElse(whole).values()));
            if (said.remove(QUANTISED) != null || part.isPresent()) {
                // Source leaves out what is null, and transformers has other defaults for some of what is left out.
                Map<String, Object> stored = JSON.std.mapFrom(Files.readString(config));
                (part.isPresent() ? (Map<?, ?>) stored.get(TextPart.CONFIG) : stored).forEach((name, value) -> {
                    if (value == null) {
                        said.putIfAbsent(name, null);
                    }
                });
                WholeFile.replace(config, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                        .with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(said) + "\n");
            }
            Map<String, Tensor> written = new LinkedHashMap<>();
            model.weights().forEach((name, t) -> written.put(name,
                    WeightTypes.written(t, type.orElse(t.dtype().quantised() ? DType.BF16 : t.dtype()), kernels,
                            arena)));
            SafeTensors.write(to.resolve("model.safetensors"), model.family().published(written, arena),
                    Map.of("format", "pt"));
        } catch (IOException e) {
            throw new T2lException(to + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static boolean kept(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && WEIGHTS.stream().noneMatch(name::endsWith);
    }
}
