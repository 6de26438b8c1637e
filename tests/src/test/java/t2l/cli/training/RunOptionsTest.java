package t2l.cli.training;

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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import t2l.tensor.T2lException;
import t2l.tensor.ranks.Ranks;

/// The directory of a run: what it takes over, and what it leaves alone.
class RunOptionsTest {
    @TempDir
    Path folder;

    @Command
    private static final class Run {
        @Mixin
        private RunOptions place;
    }

    private RunOptions prepared(String name, String... how) {
        Run run = new Run();
        new CommandLine(run).parseArgs(
                Stream.concat(Stream.of("--out", folder.resolve(name).toString()), Stream.of(how))
                        .toArray(String[]::new));
        run.place.prepare(Ranks.alone());
        return run.place;
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstLineBegins() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        prepared("empty", "--resume");
        prepared("begun");
        prepared("begun", "--resume");
        Files.writeString(folder.resolve("begun/args.yaml"), "seed: 1");
        prepared("begun", "--resume");
        Files.writeString(Files.createDirectory(folder.resolve("cut")).resolve("..t2l.7.7.part"), "check");
        prepared("cut", "--resume");
        for (String option : List.of("--resume", "--finish")) {
            T2lException e = assertThrows(T2lException.class, () -> prepared("none", option));
            assertTrue(e.getMessage().startsWith(option + ": needs "), e.getMessage());
        }
        assertTrue(!Files.exists(folder.resolve("none")));
    }

    /// Files of the same names as those of a run.
    @Test
    void whatNoRunWroteStays() throws IOException {
        Path others = Files.createDirectory(folder.resolve("others"));
        Files.writeString(others.resolve("metrics.jsonl"), "theirs");
        T2lException e = assertThrows(T2lException.class, () -> prepared("others", "--force"));
        assertTrue(e.getMessage().contains("holds metrics.jsonl, which this command did not write"), e.getMessage());
        assertEquals("theirs", Files.readString(others.resolve("metrics.jsonl")));
    }

    @Test
    void aNewRunDeletesWhatTheOldOneWrote() throws IOException {
        Path out = prepared("out").directory();
        Files.writeString(out.resolve("metrics.jsonl"), "old");
        Files.writeString(out.resolve("notes.txt"), "mine");
        assertThrows(T2lException.class, () -> prepared("out"));
        prepared("out", "--force");
        assertTrue(!Files.exists(out.resolve("metrics.jsonl")));
        assertEquals("mine", Files.readString(out.resolve("notes.txt")));
    }

    @Test
    void aRunThatFailsBeforeItsFirstStepLeavesNothing() throws IOException {
        RunOptions failed = prepared("a/b");
        failed.tidy();
        assertTrue(!Files.exists(folder.resolve("a")));
        RunOptions begun = prepared("c");
        Files.writeString(begun.directory().resolve("metrics.jsonl"), "");
        begun.tidy();
        prepared("c", "--resume").tidy();
        assertTrue(Files.exists(folder.resolve("c/metrics.jsonl")));
    }
}
