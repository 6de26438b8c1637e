package t2l.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;

/// A local directory for what a piece of work needs, removed when that is done.
record Scratch(Path path) implements AutoCloseable {
    Scratch() {
        this(make());
    }

    private static Path make() {
        try {
            return Files.createTempDirectory("t2l-unit-");
        } catch (IOException e) {
            throw new UncheckedIOException("java.io.tmpdir", e);
        }
    }

    /// The file that adapters are appended to.
    Path spool() {
        return path.resolve("spool");
    }

    /// The error of an answer, without where the directory is, which differs.
    String without(ObjectNode answer) {
        return answer.get("error").asText().replace(path + "/", "");
    }

    /// Names and hashes of a file, or of all files below a folder.
    List<String> hashes(Path task) {
        try (Stream<Path> files = Files.walk(task)) {
            List<String> all = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                all.add(path.relativize(file).toString());
                all.add(Hashes.of(file));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(task.toString(), e);
        }
    }

    /// Removes a file, if it is there.
    void remove(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(path.resolve(name).toString(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path.toString(), e);
        }
    }
}
