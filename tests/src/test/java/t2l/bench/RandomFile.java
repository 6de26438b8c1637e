package t2l.bench;

import module java.base;
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
        Path made = new RandomModel(width, layers, 4, 2, hidden, 2048).file(type, 1);
        try {
            return Files.copy(made, folder.resolve(type + ".gguf"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            RandomModel.remove(made);
        }
    }
}
