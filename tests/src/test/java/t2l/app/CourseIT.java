package t2l.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import t2l.app.learn.Chapter;
import t2l.app.learn.Page;

/// Every program of the course runs, and prints what its page says.
class CourseIT {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root"));
    static final List<Chapter> CHAPTERS = Chapter.ALL;

    @TempDir
    static Path home;

    private final Jar jar = Jar.built(home);

    @BeforeAll
    static void start() {
        Jar.built(home).run("--help"); // makes the start cache, and says so
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void printsWhatItsPageSays(Chapter chapter) {
        Page page = Page.read(ROOT.resolve("docs/course"), chapter);
        Jar.Outcome run = jar.run("learn", Integer.toString(chapter.number()), "--quiet");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        assertEquals(masked(page, page.output()), masked(page, run.out()));
    }

    @Test
    void aChapterThatWasRunIsTicked(@TempDir Path fresh) {
        Jar other = Jar.built(fresh);
        Chapter first = CHAPTERS.getFirst();
        String line = " %2d  %s".formatted(first.number(), first.title());
        assertTrue(other.run("learn").out().startsWith(" " + line));
        assertEquals(0, other.run("learn", "1").code());
        assertTrue(other.run("learn").out().startsWith("✓" + line));
    }

    /// With `#` for every number, if they depend on the machine.
    private static String masked(Page page, String output) {
        return page.varies() ? output.replaceAll(" *[\\d.]+(e-\\d+)?", " #") : output;
    }

    @Test
    void aProgramRunsByTheLineInItsHead() {
        Chapter first = CHAPTERS.getFirst();
        String line = first.source().lines().filter(each -> each.startsWith("/// `java ")).findFirst().orElseThrow();
        String command = line.substring("/// `java ".length(), line.length() - 1)
                .replace("app/target/t2l.jar", jar.jar().toString())
                .replace("examples/", ROOT.resolve("examples") + "/");
        Jar.Outcome run = Jar.start(Map.of("T2L_HOME", home.toString()),
                List.of("sh", "-c", Jar.java() + " " + command));
        assertEquals(0, run.code(), run.err());
        assertEquals(Page.read(ROOT.resolve("docs/course"), first).output(), run.out());
    }

    @Test
    void renderingWritesTheOutputIntoThePage(@TempDir Path pages) throws Exception {
        Path page = pages.resolve("1.md");
        Files.writeString(page, "before\n```output\nold\n```\nafter\n");
        jar.run("learn", "1", "--render", pages.toString());
        assertEquals("before\n```output\n" + Page.read(ROOT.resolve("docs/course"), CHAPTERS.getFirst()).output()
                + "```\nafter\n", Files.readString(page));
    }

    @Test
    void whatIsNoChapterIsRefused() {
        jar.refuses(2, "needs a chapter from 1 to " + CHAPTERS.size() + ", got 99", "learn", "99");
        jar.refuses(1, "needs the page of chapter 1, 1.md", "learn", "1", "--render", "/nowhere");
    }
}
