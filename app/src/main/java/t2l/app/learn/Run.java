package t2l.app.learn;

import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;

/// A run of a chapter's program by Java's source launcher (JEP 330), in a JVM with the flags and the class path of this one.
///
/// @param folder    where it works
/// @param arguments for the program
record Run(Chapter chapter, Path folder, List<String> arguments) {
    /// Java's warning about the Vector API, which no flag silences.
    private static final String NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector";

    /// Runs it to its end; what it prints goes to our stdout. Throws [T2lException] if it fails, unless the user stopped it.
    void show(BooleanSupplier stopping) throws IOException, InterruptedException {
        run(Optional.empty(), stopping);
    }

    /// The same; returns what it prints.
    String output(BooleanSupplier stopping) throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path printed = scratch.path().resolve("output");
            run(Optional.of(printed), stopping);
            return Files.readString(printed);
        }
    }

    private void run(Optional<Path> to, BooleanSupplier stopping) throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path program = scratch.path().resolve(chapter.name() + ".java");
            Files.writeString(program, chapter.source());
            List<String> command = command();
            command.add(program.toString());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectInput(Redirect.INHERIT)
                    .redirectOutput(to.map(file -> Redirect.to(file.toFile())).orElse(Redirect.INHERIT)).start();
            Thread messages = Thread.ofPlatform().start(() -> pass(process.getErrorStream()));
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (stopping.getAsBoolean()) process.destroy();
            }
            messages.join();
            if (process.exitValue() != 0 && !stopping.getAsBoolean()) {
                throw new T2lException("learn: chapter " + chapter.number() + " ended with code " + process.exitValue()
                        + "; its message is above");
            }
        }
    }

    /// `java`, its flags and the class path. The cache of classes that this JVM started from is of another main class.
    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-XX:AOT")).forEach(command::add);
        // Absolute: the program works in another folder.
        String places = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(place -> Path.of(place).toAbsolutePath().toString()).collect(joining(File.pathSeparator));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", "--class-path", places));
        return command;
    }

    private static void pass(InputStream errors) {
        new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8)).lines()
                .filter(line -> !line.equals(NOTICE)).forEach(System.err::println);
    }
}
