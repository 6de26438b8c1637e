package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import t2l.app.Learn.Chapter;

/// Programs of the course that write files print and draw what their pages show: those with odd numbers by the line in their
/// heads, the others by `t2l learn`, and the first by both. [CourseTest] has the rest.
class CourseIT extends ProgramIT {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root"));
    static final List<Chapter> CHAPTERS = Chapter.ALL.stream()
            .filter(chapter -> CourseTest.APART.contains(chapter.number())).toList();

    /// What plain Java says about the Vector API, which no flag silences.
    private static final String NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector\n";

    /// Pixels of a square whose mean is compared, each way: letters of another font are about the same from there.
    private static final int SQUARE = 20;

    private final Jar jar = Jar.built();

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void printsAndDrawsWhatItsPageShows(Chapter chapter, @TempDir Path folder) throws IOException {
        boolean plain = chapter.number() % 2 == 1;
        String number = Integer.toString(chapter.number());
        Jar.Outcome run = (plain ? plainly(chapter, folder) : learn(number)).succeeds();
        assertEquals(plain ? NOTICE : "", run.err());
        CoursePage page = CourseTest.page(chapter);
        assertEquals(CourseTest.masked(page, page.output()), CourseTest.masked(page, run.out()));
        try (Stream<Path> written = Files.list(plain ? folder : Jar.HOME.resolve("course").resolve(number))) {
            for (Path picture : written.filter(file -> file.toString().endsWith(".png")).toList()) {
                requireAlike(CourseTest.PAGES.resolve(picture.getFileName()), picture);
            }
        }
    }

    /// Runs the program by the line in its head, in `folder`.
    private Jar.Outcome plainly(Chapter chapter, Path folder) throws IOException {
        String line = chapter.source().lines().filter(each -> each.startsWith("/// `java ")).findFirst().orElseThrow();
        String command = line.substring("/// `java ".length(), line.length() - 1)
                .replace("app/target/", jar.jar().getParent() + "/")
                .replace("docs/course/", ROOT.resolve("docs/course") + "/");
        return java(folder, command);
    }

    /// By the relative name of the jar, in its folder.
    private Jar.Outcome learn(String number) {
        return java(jar.jar().getParent(), "-jar " + jar.jar().getFileName() + " learn " + number + " --quiet");
    }

    private static Jar.Outcome java(Path folder, String arguments) {
        return Jar.start(Map.of("T2L_HOME", Jar.HOME.toString()),
                List.of("sh", "-c", "cd '" + folder + "' && exec " + Jar.java() + " " + arguments));
    }

    /// Compares the means of squares, of which one in twenty may be different.
    private static void requireAlike(Path expected, Path picture) throws IOException {
        BufferedImage one = ImageIO.read(expected.toFile());
        BufferedImage other = ImageIO.read(picture.toFile());
        assertEquals(List.of(one.getWidth(), one.getHeight()), List.of(other.getWidth(), other.getHeight()));
        int all = 0;
        int different = 0;
        for (int y = 0; y + SQUARE <= one.getHeight(); y += SQUARE) {
            for (int x = 0; x + SQUARE <= one.getWidth(); x += SQUARE) {
                all++;
                if (Math.abs(mean(one, x, y) - mean(other, x, y)) > 5) {
                    different++;
                }
            }
        }
        assertTrue(20 * different <= all, picture + ": differs from " + expected + " in " + different + " of " + all
                + " places; copy the new one if it is right");
    }

    /// The mean of a square's red, green and blue, from 0 to 255.
    private static double mean(BufferedImage image, int left, int top) {
        long sum = 0;
        for (int rgb : image.getRGB(left, top, SQUARE, SQUARE, null, 0, SQUARE)) {
            sum += (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
        }
        return sum / 3.0 / (SQUARE * SQUARE);
    }

    @Test
    void aChapterThatWasRunIsTicked() throws IOException {
        Chapter first = CHAPTERS.getFirst(); // which no other test keeps
        String line = " %2d  %s".formatted(first.number(), first.title());
        assertTrue(jar.run("learn").out().startsWith(" " + line));
        Jar.Outcome run = jar.run("learn", "1", "--quiet");
        assertEquals(CoursePage.read(CourseTest.PAGES, first).output(), run.out());
        assertTrue(jar.run("learn").out().startsWith("✓" + line));
    }
}
