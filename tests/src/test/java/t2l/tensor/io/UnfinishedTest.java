package t2l.tensor.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;

/// What a process has left that was killed is found, and nothing else.
class UnfinishedTest {
    @TempDir
    Path folder;

    private Set<String> left() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void whatNobodyWritesAnyMoreIsSwept() throws IOException {
        Files.writeString(folder.resolve(".out.7.part"), "half");
        Path directory = Files.createDirectories(folder.resolve(".out.8.part/in"));
        Files.writeString(directory.resolve("file"), "half");
        Files.createFile(folder.resolve(".out.8.part").resolve(Unfinished.LOCK));
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(Set.of(), left());
    }

    @Test
    void whoeverWritesAFileSweepsWhatWasLeftOfIt() throws IOException {
        Files.writeString(folder.resolve(".page.md.7.part"), "half");
        WholeFile.replace(folder.resolve("page.md"), "whole");
        assertEquals(Set.of("page.md"), left());
    }

    @Test
    void whatIsOthersStays() throws IOException {
        Set<String> names = Set.of(".other.1.part", ".out.part", "out.1.part", ".out.x.part");
        for (String name : names) {
            Files.writeString(folder.resolve(name), "");
        }
        Files.createDirectories(folder.resolve(".out.1.part/without-lock"));
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(5, left().size());
        assertTrue(left().containsAll(names));
    }

    /// However often this process sweeps: to open a locked file again and close it would unlock it.
    @Test
    void whatIsBeingWrittenStays() throws IOException, InterruptedException {
        Path place = folder.resolve("out");
        try (Unfinished file = Unfinished.file(place); Unfinished directory = Unfinished.directory(place)) {
            for (int i = 0; i < 2; i++) {
                Unfinished.sweep(place);
                assertEquals(2, left().size());
            }
            assertEquals("", locked(file.path()) + locked(directory.path().resolve(Unfinished.LOCK)),
                    "by another process");
        }
        assertEquals(Set.of(), left());
    }

    /// What another process says if it can lock the file.
    private static String locked(Path file) throws IOException, InterruptedException {
        Path source = Files.writeString(Files.createTempDirectory("t2l-").resolve("Lock.java"), """
                void main(String[] file) throws Exception {
                    var channel = java.nio.channels.FileChannel.open(java.nio.file.Path.of(file[0]),
                            java.nio.file.StandardOpenOption.WRITE);
                    System.out.print(channel.tryLock() == null ? "" : "free");
                }
                """);
        try (ScratchDirectory _ = new ScratchDirectory(source.getParent())) {
            Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    source.toString(), file.toString()).redirectErrorStream(true).start();
            String said = new String(java.getInputStream().readAllBytes(), UTF_8);
            java.waitFor();
            return said;
        }
    }

    @Test
    void onlyOneLocksAPlace() throws IOException {
        Path place = folder.resolve("out");
        try (Unfinished _ = Unfinished.lock(place)) {
            WholeFile.replace(place, "sweeps");
            Refused.says("is being written by another process", () -> Unfinished.lock(place));
        }
        Unfinished.lock(place).close();
        assertEquals(Set.of("out"), left());
    }
}
