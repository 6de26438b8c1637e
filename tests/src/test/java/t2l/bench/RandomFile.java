package t2l.bench;

import module java.base;
import t2l.tensor.DType;

/// A random model of 3.7 million weights, for tests of what does not depend on them.
public final class RandomFile {
    private RandomFile() {}

    /// Writes it as a GGUF file into `folder`.
    public static Path of(Path folder, DType type) {
        Path made = new RandomModel(256, 4, 4, 2, 768, 2048).file(type, 1);
        try {
            return Files.copy(made, folder.resolve(type + ".gguf"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            RandomModel.remove(made);
        }
    }
}
