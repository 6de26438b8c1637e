package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import javax.tools.*;
import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import t2l.app.Learn.Chapter;

/// Programs of the course, compiled and run in this process: they print what their pages show. Those of [CourseIT] run in processes
/// of their own.
class CourseTest {
    static final Path PAGES = Path.of(System.getProperty("t2l.root", "..")).resolve("docs/course");

    /// Those of [CourseIT]: the first, those that take arguments, and all that write into their working directory, which no test can
    /// change in its own process.
    static final Set<Integer> APART = Set.of(1, 3, 5, 10, 11, 13, 15);
    static final List<Chapter> CHAPTERS = Chapter.ALL.stream().filter(chapter -> !APART.contains(chapter.number()))
            .toList();

    @TempDir
    static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = new ArrayList<>();
        for (Chapter chapter : CHAPTERS) {
            sources.add(Files.writeString(folder.resolve(chapter.file()), chapter.source()));
        }
        var messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            assertTrue(compiler.getTask(messages, files, null, List.of("-proc:none", "--add-modules",
                    "jdk.incubator.vector"), null, files.getJavaFileObjectsFromPaths(sources)).call(),
                    messages::toString);
        }
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void printsWhatItsPageShows(Chapter chapter) throws IOException, ReflectiveOperationException {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Class<?> program = loader.loadClass(chapter.file().replace(".java", ""));
            Constructor<?> constructor = program.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method main = program.getDeclaredMethod("main");
            main.setAccessible(true);
            System.setOut(new PrintStream(printed, true, UTF_8));
            main.invoke(constructor.newInstance());
        } finally {
            System.setOut(before);
        }
        CoursePage page = page(chapter);
        assertEquals(masked(page, page.output()), masked(page, printed.toString(UTF_8)));
    }

    static CoursePage page(Chapter chapter) {
        return CoursePage.read(PAGES, chapter);
    }

    /// With `#` for every number, if they depend on the machine.
    static String masked(CoursePage page, String output) {
        return page.varies() ? output.replaceAll(" *[\\d.]+(e-\\d+)?", " #") : output;
    }

    @Test
    void whatIsNoChapterIsRefused() {
        Program.refuses(2, "needs a chapter from 1 to " + Chapter.ALL.size() + ", got 99", "learn", "99");
    }
}
