package t2l.app.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import t2l.app.console.Home;
import t2l.app.console.Json;
import t2l.app.console.Out;
import t2l.app.console.OutputDirectory;
import t2l.app.console.Subcommand;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.io.WholeFile;

/// `t2l learn`: lists the chapters of the course, or runs one. What a program writes is kept in `$T2L_HOME/course/N`, which
/// is also the sign that it was run.
@Command(name = "learn",
        description = "Learn how t2l works, with a course of programs that run.",
        footer = {"",
            "Without a chapter, lists all chapters, with their times and a tick for each one",
            "that has run. Files of a program, such as pictures, go to ~/.cache/t2l. The texts",
            "and the programs are in docs/course.",
            "", "Example:", "  t2l learn 1"})
public final class Learn extends Subcommand {
    @Parameters(index = "0", paramLabel = "N", arity = "0..1", description = "The chapter to run.")
    private Optional<Integer> number;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", arity = "0..*", description = "Passed to its program.")
    private List<String> arguments = List.of();

    @Option(names = "--render", paramLabel = "DIR", order = 1,
            description = "Write outputs and pictures into the pages in DIR: of chapter N, or of all.")
    private Optional<Path> pages;

    @Override
    protected void run(Out out) throws IOException, InterruptedException {
        Optional<Chapter> chosen = number.map(this::chapter);
        if (pages.isPresent()) {
            for (Chapter chapter : chosen.map(List::of).orElse(Chapter.ALL)) {
                render(chapter, pages.get(), out);
            }
        } else if (chosen.isPresent()) {
            study(chosen.get(), out);
        } else {
            list(out);
        }
    }

    private Chapter chapter(int n) {
        return Chapter.ALL.stream().filter(chapter -> chapter.number() == n).findFirst()
                .orElseThrow(() -> usage("N: needs a chapter from 1 to " + Chapter.ALL.size() + ", got " + n));
    }

    private static Path kept(Chapter chapter) {
        return Home.place().resolve("course").resolve(Integer.toString(chapter.number()));
    }

    private static void list(Out out) {
        for (Chapter chapter : Chapter.ALL) {
            boolean done = Files.exists(kept(chapter));
            out.result(Json.object("chapter", chapter.number(), "title", chapter.title(), "seconds", chapter.seconds(),
                    "done", done),
                    String.format("%s %2d  %-50s %2d s", done ? "✓" : " ", chapter.number(), chapter.title(),
                            chapter.seconds()));
        }
        out.say("t2l learn N runs chapter N; its text is docs/course/N.md");
    }

    private void study(Chapter chapter, Out out) throws IOException, InterruptedException {
        Path place = kept(chapter);
        try (OutputDirectory output = new OutputDirectory("T2L_HOME", place, true)) {
            Run run = new Run(chapter, output.path(), arguments);
            if (out.isJson()) {
                out.json(Json.object("chapter", chapter.number(), "output", run.output(out::stopping), "path",
                        place.toString()));
            } else {
                run.show(out::stopping);
            }
            if (out.stopping()) {
                return;
            }
            List<String> written = names(output.path());
            output.commit();
            written.forEach(name -> out.say("written: " + place.resolve(name)));
        }
    }

    private void render(Chapter chapter, Path folder, Out out) throws IOException, InterruptedException {
        Page page = Page.read(folder, chapter);
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            page.with(new Run(chapter, scratch.path(), arguments).output(out::stopping)).write(folder, chapter);
            for (String name : names(scratch.path())) {
                if (name.endsWith(".png")) {
                    WholeFile.replace(folder.resolve(name), Files.readAllBytes(scratch.path().resolve(name)));
                }
            }
        }
        out.say("chapter " + chapter.number() + ": rendered");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
