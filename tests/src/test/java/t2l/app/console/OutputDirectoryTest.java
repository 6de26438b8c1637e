package t2l.app.console;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.tensor.T2lException;

/// A directory is there whole or not at all.
class OutputDirectoryTest {
    @TempDir
    Path folder;

    private void write(String name, boolean force, String text, boolean commit) throws IOException {
        try (OutputDirectory output = new OutputDirectory(folder.resolve(name), force)) {
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

    /// Killed while it wrote, and between the two renames of a replacement.
    @Test
    void whatAKilledRunLeftIsTidiedUp() throws IOException {
        String left = ".out.7.part";
        write("out", false, "one", true);
        Files.createDirectories(folder.resolve(left).resolve("in"));
        Files.createFile(folder.resolve(left).resolve(".t2l"));
        Files.move(folder.resolve("out"), folder.resolve(left + ".old"));
        assertThrows(T2lException.class, () -> write("out", false, "two", true));
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
        assertEquals(List.of("out"), entries());
        Files.createDirectory(folder.resolve(left + ".old"));
        write("out", true, "two", true);
        assertEquals("two", Files.readString(folder.resolve("out/in/file")));
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
        try (OutputDirectory output = new OutputDirectory(folder.resolve("out"), false)) {
            Files.createDirectory(output.path().resolve("more"));
            Files.writeString(output.path().resolve("more/file"), "x");
            output.commit();
        }
        write("out", true, "two", true);
        assertEquals("two", Files.readString(folder.resolve("out/in/file")));
        assertTrue(Files.notExists(folder.resolve("out/more")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void forceLeavesWhatItDidNotWriteAndNamesIt() throws IOException {
        write("out", false, "one", true);
        Files.writeString(folder.resolve("out/in/thesis"), "years");
        T2lException e = assertThrows(T2lException.class, () -> write("out", true, "two", true));
        assertTrue(e.getMessage().startsWith("--out: ") && e.getMessage().contains("holds in/thesis"), e.getMessage());
        assertEquals("years", Files.readString(folder.resolve("out/in/thesis")));
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void whatAppearsWhileItWorksStays() throws IOException {
        write("out", false, "one", true);
        try (OutputDirectory output = new OutputDirectory(folder.resolve("out"), true)) {
            Files.writeString(folder.resolve("out/thesis"), "years");
            Refused.says("holds thesis", output::commit);
        }
        assertEquals("years", Files.readString(folder.resolve("out/thesis")));
        assertEquals("one", Files.readString(folder.resolve("out/in/file")));
        assertEquals(List.of("out"), entries());
    }

    @Test
    void anotherProgramsDirectoryAndFileAreRefused() throws IOException {
        Files.createDirectories(folder.resolve("mine/in"));
        Files.writeString(folder.resolve("file"), "x");
        for (String name : List.of("mine", "file")) {
            assertThrows(T2lException.class, () -> write(name, true, "one", true));
        }
        assertTrue(Files.isDirectory(folder.resolve("mine/in")));
        assertEquals("x", Files.readString(folder.resolve("file")));
        assertEquals(Set.of("mine", "file"), Set.copyOf(entries()));
    }

    /// Each of them may be as empty as it likes.
    @Test
    void rootsAndDirectoriesInUseAreNeverReplaced() throws IOException {
        Map<Path, String> places = new LinkedHashMap<>();
        places.put(folder.getRoot(), "a root");
        places.put(Path.of(""), "working directory");
        places.put(Path.of("").toAbsolutePath().getParent(), "working directory");
        places.put(Path.of(System.getProperty("user.home")), "home directory");
        places.put(Files.createSymbolicLink(folder.resolve("link"), Path.of("").toAbsolutePath()), "working directory");
        places.forEach((place, why) -> {
            for (boolean force : List.of(true, false)) {
                T2lException e = assertThrows(T2lException.class, () -> new OutputDirectory(place, force));
                assertTrue(e.getMessage().startsWith("--out: ") && e.getMessage().contains(why), e.getMessage());
            }
        });
        assertEquals(List.of("link"), entries());
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        write("out", false, "one", true);
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("out"));
        write("link", true, "two", true);
        assertTrue(Files.isSymbolicLink(folder.resolve("link")));
        assertEquals("two", Files.readString(folder.resolve("out/in/file")));
    }

    /// What links in it lead to is not in it.
    @Test
    void whatALinkLeadsToStays() throws IOException {
        Files.createDirectory(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine/file"), "x");
        write("out", false, "one", true);
        Files.delete(folder.resolve("out/in/file"));
        Files.delete(folder.resolve("out/in"));
        Files.createSymbolicLink(folder.resolve("out/in"), folder.resolve("mine"));
        write("out", true, "two", true);
        assertEquals("x", Files.readString(folder.resolve("mine/file")));
        assertEquals("two", Files.readString(folder.resolve("out/in/file")));
    }

    @Test
    void aNameTooLongLeavesNoEmptyDirectory() throws IOException {
        T2lException e = assertThrows(T2lException.class, () -> write("a/b/" + "c".repeat(300), false, "one", true));
        assertTrue(e.getMessage().startsWith("--out: ") && e.getMessage().contains("cannot be written"),
                e.getMessage());
        assertEquals(List.of(), entries());
        assertThrows(T2lException.class,
                () -> OutputDirectory.makeForRun(folder.resolve("a/b/" + "c".repeat(300)), false, "metrics.jsonl"));
        assertEquals(List.of(), entries());
        write("a/b/c", false, "one", false);
        assertEquals(List.of(), entries());
    }

    /// Its hidden name has more characters.
    @Test
    void aNameMayBeAsLongAsTheSystemAllows() throws IOException {
        String name = "c".repeat(240);
        write(name, false, "one", true);
        String part = "." + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)) + ".7.part";
        Files.createFile(Files.createDirectory(folder.resolve(part)).resolve(".t2l"));
        write(name, true, "two", true);
        assertEquals("two", Files.readString(folder.resolve(name + "/in/file")));
        assertEquals(List.of(name), entries());
    }

    /// Another program may have written it.
    @Test
    void aDamagedListIsNotOurs() throws IOException {
        for (byte[] list : List.of(new byte[] {'a', 0, 'b'}, new byte[] {(byte) 0xff, '\n'})) {
            Files.write(Files.createDirectories(folder.resolve("out")).resolve(".t2l"), list);
            Refused.says("holds .t2l, which this command did not write", () -> write("out", true, "one", true));
            assertArrayEquals(list, Files.readAllBytes(folder.resolve("out/.t2l")));
        }
    }

    @Test
    void aRunIsBegunAnewOnlyWhereThereWasOne() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        OutputDirectory.makeForRun(run, false, "metrics.jsonl");
        Files.writeString(run.resolve("loss.png"), "mine");
        Refused.says("holds loss.png", () -> OutputDirectory.makeForRun(run, true, "metrics.jsonl"));
        Files.createFile(run.resolve("metrics.jsonl"));
        OutputDirectory.makeForRun(run, true, "metrics.jsonl");
        assertThrows(T2lException.class, () -> OutputDirectory.makeForRun(run, false, "metrics.jsonl"));
    }

    @Test
    void onlyAFileIsReplacedByAFile() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertThrows(T2lException.class, () -> OutputDirectory.requireFree(directory, true));
        Path file = Files.createFile(folder.resolve("file"));
        OutputDirectory.requireFree(file, true);
        assertThrows(T2lException.class, () -> OutputDirectory.requireFree(file, false));
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
