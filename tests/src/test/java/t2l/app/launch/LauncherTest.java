package t2l.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first JVM is as good as the second: input, output, exit code and signals pass through.
class LauncherTest {
    private static Process start(String... arguments) throws IOException {
        return program(arguments).start();
    }

    private static ProcessBuilder program(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), StandIn.class.getName());
        builder.command().addAll(java.util.List.of(arguments));
        return builder;
    }

    private static String text(java.io.InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theExitCodeAndBothOutputsPass() throws IOException, InterruptedException {
        Process process = start("exit", "7");
        assertEquals(String.format("vectors true%n"), text(process.getInputStream()));
        assertEquals(String.format("message äöü%n"), text(process.getErrorStream()));
        assertEquals(7, process.waitFor());
    }

    @Test
    void theInputPasses() throws IOException, InterruptedException {
        Process process = start("echo");
        process.getOutputStream().write("a b c".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().close();
        assertEquals(String.format("vectors true%na b c"), text(process.getInputStream()));
        assertEquals(0, process.waitFor());
    }

    /// SIGTERM and not SIGINT, which is ignored in processes that a shell has started in the background: a build may be
    /// one.
    @Test
    void aTerminationEndsBothAndTheSecondFirst() throws IOException, InterruptedException {
        Process process = start("wait");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("vectors true", out.readLine());
            process.toHandle().destroy();
            assertEquals("saved", out.readLine());
        }
        assertEquals(String.format("message äöü%nlast words%n"), text(process.getErrorStream()));
        assertEquals(143, process.waitFor());
    }

    /// The second JVM ends as by SIGTERM. Its output goes to a file: Java closes the pipe of a process that has ended.
    @Test
    void aKilledProgramLeavesNoSecond(@TempDir Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = program("wait").redirectOutput(out.toFile()).start();
        while (process.isAlive() && Files.size(out) == 0) {
            Thread.sleep(10);
        }
        ProcessHandle second = process.children().findFirst().orElseThrow();
        process.toHandle().destroyForcibly();
        second.onExit().join();
        assertEquals(java.util.List.of("vectors true", "saved"), Files.readAllLines(out));
    }
}
