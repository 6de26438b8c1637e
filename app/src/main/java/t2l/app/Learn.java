package t2l.app;

import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;

/// `t2l learn`: lists the chapters of the course, or runs one by Java's source launcher (JEP 330). A program works in
/// `$T2L_HOME/course/N`, which is also the sign that it was run.
@Command(name = "learn",
        description = "Learn how t2l works, with a course of programs that run.",
        footer = {"",
            "Without a chapter, lists all chapters, with their times and a tick for each one",
            "that has run. Files of a program, such as pictures, go to ~/.cache/t2l. Texts",
            "and programs are in docs/course.",
            "", "Example:", "  t2l learn 1"})
final class Learn extends Subcommand {
    /// Java's warning about the Vector API, which no flag silences.
    private static final String NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector";

    @Parameters(index = "0", paramLabel = "N", arity = "0..1", description = "The chapter to run.")
    private Optional<Integer> number;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", arity = "0..*", description = "Passed to its program.")
    private List<String> arguments = List.of();

    @Override
    protected void run(Out out) throws IOException, InterruptedException {
        if (number.isPresent()) {
            run(Chapter.ALL.stream().filter(chapter -> chapter.number() == number.get()).findFirst().orElseThrow(
                    () -> usage("N: needs a chapter from 1 to " + Chapter.ALL.size() + ", got " + number.get())));
            return;
        }
        for (Chapter chapter : Chapter.ALL) {
            boolean done = Files.exists(chapter.place());
            out.result(Json.object("chapter", chapter.number(), "title", chapter.title(), "seconds", chapter.seconds(),
                    "done", done),
                    String.format("%s %2d  %-50s %2d s", done ? "✓" : " ", chapter.number(),
                            chapter.title(), chapter.seconds()));
        }
        out.say("t2l learn N runs chapter N; its text is docs/course/N.md");
    }

    /// Runs a program in a JVM with the flags and the class path of this one, whose start cache is of another main class.
    private void run(Chapter chapter) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(flag -> !flag.startsWith("-XX:AOT"))
                .forEach(command::add);
        // Absolute: the program works in another folder.
        String classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> Path.of(path).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", "--class-path", classes));
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path program = scratch.path().resolve(chapter.name() + ".java");
            command.add(Files.writeString(program, chapter.source()).toString());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).directory(Files.createDirectories(chapter.place()).toFile())
                    .redirectInput(Redirect.INHERIT).redirectOutput(Redirect.INHERIT).start();
            process.errorReader(StandardCharsets.UTF_8).lines().filter(line -> !line.equals(NOTICE))
                    .forEach(System.err::println);
            if (process.waitFor() != 0) {
                throw new T2lException("learn: chapter " + chapter.number() + " ended with code " + process.exitValue()
                        + "; its message is above");
            }
        }
    }

    /// A chapter of the course: a program of `docs/course`, which is a resource of the jar.
    ///
    /// @param name    of its file, without `.java`
    /// @param seconds that it takes on two cores, about
    record Chapter(String name, int seconds) {
        /// All chapters, in their order.
        static final List<Chapter> ALL = List.of(
                new Chapter("Chapter01Numbers", 2), new Chapter("Chapter02Kernel", 7),
                new Chapter("Chapter03Gradients", 6), new Chapter("Chapter04GradientCheck", 3),
                new Chapter("Chapter05AdamW", 3), new Chapter("Chapter06Attention", 5),
                new Chapter("Chapter07CharacterModel", 10), new Chapter("Chapter08Tokenizers", 3),
                new Chapter("Chapter09Story", 7), new Chapter("Chapter10Lora", 10),
                new Chapter("Chapter11Sentences", 6), new Chapter("Chapter12Hypernetwork", 4),
                new Chapter("Chapter13TextToLora", 8), new Chapter("Chapter14SameBits", 6),
                new Chapter("Chapter15Examples", 12));

        /// From 1.
        int number() {
            return ALL.indexOf(this) + 1;
        }

        /// The folder in which its program works.
        Path place() {
            return Home.place().resolve("course").resolve(Integer.toString(number()));
        }

        /// The text of the program: in the working directory of a checkout, the file there, so that changes count; else the
        /// resource. Throws [T2lException] if the file cannot be read.
        String source() {
            Path file = Path.of("docs", "course", name + ".java");
            try {
                return Files.exists(file) ? Files.readString(file) : resource();
            } catch (IOException e) {
                throw new T2lException(file + ": cannot be read: " + WholeFile.reason(e), e);
            }
        }

        private String resource() {
            return Resources.text(Learn.class, "/t2l/course/" + name + ".java");
        }

        /// What the comment of the resource says before its first colon.
        String title() {
            return resource().replaceFirst("(?s).*?\n/// ([^:\n]+): .*", "$1");
        }
    }
}
