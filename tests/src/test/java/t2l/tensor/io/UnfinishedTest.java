package t2l.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process has left that was killed is found, and nothing else.
class UnfinishedTest {
    /// Of a process that has ended.
    private static long gone;

    @TempDir
    Path folder;

    @BeforeAll
    static void end() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        gone = process.pid();
    }

    private Set<String> left() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void whatNobodyWritesAnyMoreIsSwept() throws IOException {
        Files.writeString(folder.resolve(".out." + gone + ".7.part"), "half");
        Path directory = Files.createDirectories(folder.resolve(".out." + gone + ".8.part/in"));
        Files.writeString(directory.resolve("file"), "half");
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(Set.of(), left());
    }

    @Test
    void whoeverWritesAFileSweepsWhatWasLeftOfIt() throws IOException {
        Files.writeString(folder.resolve(".page.md." + gone + ".7.part"), "half");
        WholeFile.replace(folder.resolve("page.md"), "whole");
        assertEquals(Set.of("page.md"), left());
    }

    @Test
    void whatIsBeingWrittenAndWhatIsOthersStays() throws IOException {
        Set<String> names = Set.of(".out." + ProcessHandle.current().pid() + ".1.part", ".other." + gone + ".1.part",
                ".out.part", "out." + gone + ".1.part", ".out.x.1.part");
        for (String name : names) {
            Files.writeString(folder.resolve(name), "");
        }
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(names, left());
    }

    /// A parent that does not wait for its children keeps their ids, as the first process of some containers does.
    @Test
    void whatAZombieHasLeftIsSwept() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")));
        // The child ends when its parent is no shell any more, which would wait for it.
        Process parent = new ProcessBuilder("sh", "-c",
                "while [ \"$name\" != sleep ]; do read name < /proc/$$/comm; done & echo $!; exec sleep 60").start();
        try (BufferedReader said = parent.inputReader()) {
            String zombie = said.readLine();
            while (!Files.readString(Path.of("/proc", zombie, "stat")).contains(") Z ")) {
                Thread.sleep(5);
            }
            Files.writeString(folder.resolve(".out." + zombie + ".1.part"), "half");
            Unfinished.sweep(folder, "out"::equals);
            assertEquals(Set.of(), left());
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    /// In a container that was killed and started again, other processes have the same ids.
    @Test
    void whatIsOlderThanTheProcessOfItsIdIsSwept() throws IOException {
        Path old = Files.writeString(folder.resolve(".out." + ProcessHandle.current().pid() + ".1.part"), "half");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1));
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(Set.of(), left());
    }

    /// By a process of another machine, which is not seen here.
    @Test
    void whatIsLockedStays() throws IOException {
        Path directory = Files.createDirectory(folder.resolve(".out." + gone + ".1.part"));
        Path file = folder.resolve(".out." + gone + ".2.part");
        try (FileChannel _ = Unfinished.create(directory.resolve(Unfinished.LOCK));
                FileChannel _ = Unfinished.create(file)) {
            Unfinished.sweep(folder, "out"::equals);
            assertEquals(2, left().size());
        }
        Unfinished.sweep(folder, "out"::equals);
        assertEquals(Set.of(), left());
    }
}
