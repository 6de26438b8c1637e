package t2l.app.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;

/// A directory is there whole or not at all.
class OutputDirectoryTest {
    @TempDir
    Path folder;

    private void write(String name, boolean force, String text, boolean commit) throws IOException {
        try (OutputDirectory output = new OutputDirectory("--out", folder.resolve(name), force)) {
            Files.createDirectories(output.path().resolve("in"));
            Files.writeString(output.path().resolve("in/file"), text);
            if (commit) output.commit();
        }
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(p -> p.getFileName().toString()).toList();
        }
    }

    @Test
    void whatIsCommittedIsThere() throws IOException {
        write("out", false, "one", true);
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void whatIsNotCommittedLeavesNoTrace() throws IOException {
        write("out", false, "one", false);
        assertEquals(List.of(), entries());
    }

    @Test
    void nothingIsOverwrittenWithoutForce() throws IOException {
        write("out", false, "one", true);
        T2lException e = assertThrows(T2lException.class, () -> write("out", false, "two", true));
        assertTrue(e.getMessage().contains("exists already") && e.getMessage().contains("--force"), e.getMessage());
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void forceReplacesTheWholeDirectory() throws IOException {
        write("out", false, "one", true);
        Files.writeString(folder.resolve("out/more"), "x");
        write("out", true, "two", true);
        assertEquals("two", Files.readString(folder.resolve("out/in/file")));
        assertTrue(Files.notExists(folder.resolve("out/more")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void anEmptyDirectoryMayBeFilled() throws IOException {
        Files.createDirectory(folder.resolve("out"));
        write("out", false, "one", true);
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
    }

    @Test
    void aFileInTheWayIsNamed() throws IOException {
        Files.createFile(folder.resolve("file"));
        T2lException e = assertThrows(T2lException.class, () -> write("file/out", false, "one", true));
        assertTrue(e.getMessage().startsWith("--out: ") && e.getMessage().contains("cannot be written"));
    }
}
