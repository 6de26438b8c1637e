package t2l.bench;

import java.nio.file.Path;
import t2l.tensor.DType;

/// A random model of 3.7 million weights, for tests of what does not depend on them.
public final class RandomFile {
    private RandomFile() {}

    /// Writes it as a GGUF file into `folder`.
    public static Path of(Path folder, DType type) {
        return of(folder, type, 256, 768, 4);
    }

    /// One of other sizes.
    public static Path of(Path folder, DType type, int width, int hidden, int layers) {
        Path file = folder.resolve(type + ".gguf");
        new RandomModel(width, layers, 4, 2, hidden, 2048).write(file, type, 1);
        return file;
    }
}
