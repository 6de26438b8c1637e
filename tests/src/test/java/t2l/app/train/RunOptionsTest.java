package t2l.app.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.*;
import t2l.Refused;
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
        run.place.prepare(false, Ranks.alone());
        return run.place;
    }

    /// A file that a process of ours has left that does not run any more, of something called `name`.
    private static Path left(Path directory, String name) throws IOException {
        return Files.writeString(directory.resolve("." + name + ".7.part"), "half");
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstLineBegins() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        prepared("empty", "--resume").leave();
        Files.writeString(empty.resolve("args.yaml"), "seed: 1");
        prepared("empty", "--resume").leave();
        Path cut = left(Files.createDirectory(folder.resolve("cut")), ".t2l-run");
        prepared("cut", "--resume").leave();
        assertTrue(!Files.exists(cut));
        for (String option : List.of("--resume", "--finish")) {
            Refused.begins(option + ": needs ", () -> prepared("none", option));
        }
        assertTrue(!Files.exists(folder.resolve("none")));
    }

    /// Files of the same names as those of a run, or of the form of what a killed one leaves.
    @Test
    void whatNoRunWroteStays() throws IOException {
        Path others = Files.createDirectory(folder.resolve("others"));
        left(others, "data");
        for (String name : List.of("metrics.jsonl", "loss.png", "adapter_model.safetensors", ".download.7.part")) {
            Files.writeString(others.resolve(name), "theirs");
        }
        Files.writeString(Files.createDirectory(others.resolve(".data.0.part")).resolve("x"), "theirs");
        Set<String> names = Set.of(others.toFile().list());
        for (String option : List.of("--force", "--resume", "--finish")) {
            Refused.says(option.equals("--force")
                    ? "holds .data.0.part, which this command did not write"
                    : option + ": needs the .t2l-run of a run in ", () -> prepared("others", option));
            assertEquals(names, Set.of(others.toFile().list()));
        }
        Files.createFile(others.resolve(".t2l-run"));
        for (String option : List.of("--force", "--resume")) {
            Refused.says("needs a run like this, holds one of many adapters", () -> prepared("others", option));
        }
        assertEquals("theirs", Files.readString(others.resolve("metrics.jsonl")));
    }

    @Test
    void aNewRunDeletesWhatTheOldOneWrote() throws IOException {
        RunOptions old = prepared("out");
        Path out = old.directory();
        Files.writeString(out.resolve("metrics.jsonl"), "old");
        Files.writeString(out.resolve("notes.txt"), "mine");
        old.leave();
        assertThrows(T2lException.class, () -> prepared("out"));
        prepared("out", "--force").leave();
        assertTrue(!Files.exists(out.resolve("metrics.jsonl")));
        assertEquals("mine", Files.readString(out.resolve("notes.txt")));
    }

    @Test
    void aRunThatFailsBeforeItsFirstStepLeavesNothing() throws IOException {
        prepared("a/b").leave();
        assertTrue(!Files.exists(folder.resolve("a")));
        RunOptions begun = prepared("c");
        Files.writeString(begun.directory().resolve("metrics.jsonl"), "");
        begun.leave();
        prepared("c", "--resume").leave();
        assertTrue(Files.exists(folder.resolve("c/metrics.jsonl")));
    }

    @Test
    void aRunHasItsDirectoryToItself() throws IOException {
        RunOptions first = prepared("out");
        for (String option : List.of("--resume", "--force")) {
            Refused.says("out: is being written by another process; wait until it has ended",
                    () -> prepared("out", option));
        }
        Files.writeString(first.directory().resolve("metrics.jsonl"), "");
        first.leave();
        left(first.directory(), ".t2l-run");
        prepared("out", "--resume").leave();
        assertEquals(Set.of(".t2l-run", "metrics.jsonl"), Set.of(first.directory().toFile().list()));
    }
}
