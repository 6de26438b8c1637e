package t2l.tensor.io;

import static org.junit.jupiter.api.Assertions.*;

import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;
import t2l.tensor.T2lException;

/// Damages files, and what every reader must then do: read the file all the same, or say in one sentence what is
/// wrong.
final class Hostile {
    /// Held, since a logger that nobody holds forgets its level: what is logged about damaged files is of no interest.
    private static final Logger LOG = Logger.getLogger(Gguf.class.getName());

    static {
        LOG.setLevel(Level.WARNING);
    }

    /// Opens and uses everything of a file.
    interface Reader extends BiConsumer<Path, Arena> {}

    static byte[] resource(String name) {
        try (InputStream in = Hostile.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(Path directory, String name, byte[] content) {
        try {
            return Files.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A copy with a few bytes changed, a piece cut out, doubled or moved, or the end missing.
    static byte[] damage(byte[] good, Random random, int within) {
        byte[] b = good.clone();
        int reach = Math.min(within, b.length);
        int edits = 1 + random.nextInt(4);
        for (int e = 0; e < edits; e++) {
            int at = random.nextInt(reach);
            switch (random.nextInt(6)) {
                case 0 -> b[at] = (byte) random.nextInt(256);
                case 1 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> b[at] = new byte[] {0, 1, -1, 127, -128, '{', '}', '"', '-', '9'}[random.nextInt(10)];
                case 3 -> {
                    int n = Math.min(random.nextInt(16), b.length - at);
                    System.arraycopy(b, random.nextInt(b.length - n + 1), b, at, n);
                }
                case 4 -> {
                    for (int i = at; i < Math.min(b.length, at + 8); i++) {
                        b[i] = (byte) (random.nextBoolean() ? 0xff : 0);
                    }
                }
                default -> b = Arrays.copyOf(b, random.nextInt(b.length + 1));
            }
            if (b.length == 0) {
                return b;
            }
            reach = Math.min(within, b.length);
        }
        return b;
    }

    /// Whatever the bytes: success, or one sentence that names the file.
    static void survives(byte[] content, Reader reader) throws IOException {
        survives(content, "", reader);
    }

    /// As above, for a file whose name ends like this.
    static void survives(byte[] content, String ending, Reader reader) throws IOException {
        Path file = Files.createTempFile("t2l-damaged", ending);
        try (Arena arena = Arena.ofConfined()) {
            Files.write(file, content);
            reader.accept(file, arena);
        } catch (T2lException e) {
            oneSentence(e, file.getParent());
        } finally {
            Files.delete(file);
        }
    }

    /// These bytes are refused, with a sentence that holds `words`.
    static void refuses(Path directory, byte[] content, Reader reader, String words) {
        Path file = file(directory, "bad", content);
        try (Arena arena = Arena.ofConfined()) {
            T2lException e = assertThrows(T2lException.class, () -> reader.accept(file, arena));
            oneSentence(e, file);
            assertTrue(e.getMessage().contains(words), e.getMessage());
        }
    }

    private static void oneSentence(T2lException e, Path file) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertTrue(e.getMessage().length() < 1000, e.getMessage());
    }
}
