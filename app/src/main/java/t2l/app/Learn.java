package t2l.app;

import java.lang.management.ManagementFactory;
import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.T2lException;

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
    @Parameters(index = "0", paramLabel = "N", arity = "0..1", description = "The chapter to run.")
    private Optional<Integer> number;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", arity = "0..*", description = "Arguments for its program.")
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
                    String.format("%s %2d  %-50s %2d s", done ? "✓" : " ", chapter.number(), chapter.title(),
                            chapter.seconds()));
        }
        out.say("t2l learn N runs chapter N; its text is docs/course/N.md");
    }

    /// Runs a copy of a program in a JVM with the flags and the class path of this one, whose start cache is of another main
    /// class. The class path is absolute, because the program works in another folder.
    private void run(Chapter chapter) throws IOException, InterruptedException {
        Home.folder(); // says why if there can be none
        Path folder = Files.createDirectories(chapter.place());
        Files.writeString(folder.resolve(chapter.file()), chapter.source());
        String classes = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> Path.of(path).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(flag -> !flag.startsWith("-XX:AOT"))
                .forEach(command::add);
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8", "-cp", classes, chapter.file()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO()
                .redirectError(ProcessBuilder.Redirect.PIPE).start();
        // no flag silences Java's warning about the Vector API
        process.errorReader(StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("WARNING: Using incubator"))
                .forEach(System.err::println);
        if (process.waitFor() != 0) {
            throw new T2lException("learn: chapter " + chapter.number() + " ended with code " + process.exitValue()
                    + "; its message is above");
        }
    }

    /// A chapter of the course: a program of `docs/course`, which is a resource of the jar.
    ///
    /// @param topic   the end of its name
    /// @param seconds that it takes on two cores, about
    record Chapter(int number, String topic, int seconds) {
        static final List<Chapter> ALL = List.of(
                new Chapter(1, "Numbers", 2), new Chapter(2, "Kernel", 7), new Chapter(3, "Gradients", 6),
                new Chapter(4, "GradientCheck", 3), new Chapter(5, "AdamW", 3), new Chapter(6, "Attention", 5),
                new Chapter(7, "CharacterModel", 10), new Chapter(8, "Tokenizers", 3), new Chapter(9, "Story", 7),
                new Chapter(10, "Lora", 10), new Chapter(11, "Sentences", 6), new Chapter(12, "Hypernetwork", 4),
                new Chapter(13, "TextToLora", 8), new Chapter(14, "SameBits", 6), new Chapter(15, "Examples", 12));

        /// The name of its file.
        String file() {
            return "Chapter%02d%s.java".formatted(number, topic);
        }

        /// The folder in which its program works.
        Path place() {
            return Home.place().resolve("course").resolve(Integer.toString(number));
        }

        /// The text of the program: in the working directory of a checkout, the file there, so that changes count; else the
        /// resource.
        String source() throws IOException {
            Path file = Path.of("docs", "course", file());
            return Files.exists(file) ? Files.readString(file) : Resources.text(Learn.class, "/t2l/course/" + file());
        }

        /// What its comment says before the first colon.
        String title() throws IOException {
            return source().replaceFirst("(?s).*?\n/// ([^:\n]+): .*", "$1");
        }
    }
}
