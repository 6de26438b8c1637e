package t2l.app.demo;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import javax.imageio.ImageIO;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.demo.Report.Answer;
import t2l.app.plot.Drawing;
import t2l.hypernet.Variant;
import t2l.hypernet.eval.ExactMatch.Score;

/// What a demonstration leaves behind.
class ReportTest {
    private static final List<Answer> ANSWERS = List.of(answer("Spell it.", "c a t", "c a t"),
            answer("Shout it.", "CAT", "cat"), answer("Say it in French.", "chat", "chat"),
            answer("Take the last.", "bird", "bird"));

    private static Answer answer(String description, String expected, String after) {
        return new Answer(description, "cat dog bird >", "d", after, expected, 0.85);
    }

    private static Report report(List<Answer> answers) {
        Map<String, Score> rows = new LinkedHashMap<>();
        rows.put("t2l_new_tasks", new Score(0.572, 0.04, 5120));
        rows.put("l_new_tasks", new Score(0.502, 0.04, 5120));
        rows.put("t2l_seen_tasks", new Score(0.982, 0.008, 5120));
        rows.put("base", new Score(0.029, 0.007, 1280));
        rows.put("few_shot", new Score(0.566, 0.037, 1280));
        rows.put("nonsense_description", new Score(0.02, 0.005, 5120));
        rows.put("oracle_lora", new Score(1, 0, 640));
        Map<Variant.Preset, Report.Course> courses = new LinkedHashMap<>();
        courses.put(Variant.Preset.X, course(0.8, 150));
        courses.put(Variant.Preset.L, course(0.6, 200));
        return new Report("t2l 1.0", 42, "here", Map.of("train", 123.4), rows, answers, courses);
    }

    private static Report.Course course(double fresh, double pace) {
        return new Report.Course(IntStream.range(0, 800).mapToObj(i -> 2 * Math.exp(-i / pace) + 0.01).toList(),
                IntStream.rangeClosed(1, 16).mapToObj(i -> new Report.Look(50 * i,
                        new Score(1 - 1.0 / i, 0.03, 480), new Score(fresh - fresh / i, 0.07, 480))).toList());
    }

    @Test
    void showsTwoThatWentWellAndOneThatDidNot() {
        assertEquals(List.of(ANSWERS.get(0), ANSWERS.get(2), ANSWERS.get(1)), report(ANSWERS).shown());
        List<Answer> good = List.of(ANSWERS.get(0), ANSWERS.get(2), ANSWERS.get(3), ANSWERS.get(0));
        assertEquals(good.subList(0, 3), report(good).shown());
        List<Answer> bad = List.of(ANSWERS.get(1), ANSWERS.get(1));
        assertEquals(bad, report(bad).shown());
    }

    @Test
    void fitsATerminal() {
        for (String line : report(ANSWERS).lines()) {
            assertTrue(line.length() <= 80, line);
        }
    }

    @Test
    void rowsAreFractionsInTheOrderOfTheTable(@TempDir Path place) throws IOException {
        report(ANSWERS).write(place);
        Map<String, Object> json = JSON.std.mapFrom(Files.readString(place.resolve("results.json")));
        List<?> rows = (List<?>) json.get("rows");
        assertEquals(List.of("base", "few_shot", "oracle_lora", "nonsense_description", "l_new_tasks", "t2l_seen_tasks",
                "t2l_new_tasks"), rows.stream().map(row -> ((Map<?, ?>) row).get("name")).toList());
        assertEquals(Map.of("name", "base", "exact_match", 0.029, "standard_error", 0.007, "items", 1280),
                rows.getFirst());
        assertEquals(Map.of("train", 123.4), json.get("seconds"));
        assertTrue(Files.readString(place.resolve("report.md"))
                .contains("\nt2l_new_tasks           57.2 ± 4.0 %  new tasks, their descriptions\n"));
    }

    @Test
    void plotsArePicturesAndDrawings(@TempDir Path place) throws IOException {
        assumeTrue(Drawing.hasFonts(), "this machine has no fonts");
        report(ANSWERS).write(place);
        for (String name : List.of("comparison", "while-learning", "training-loss")) {
            assertNotNull(ImageIO.read(place.resolve(name + ".png").toFile()), name);
            String drawing = Files.readString(place.resolve(name + ".svg"));
            assertTrue(drawing.contains("<svg"), name);
        }
        if (System.getProperty("t2l.plots") != null) {
            report(ANSWERS).write(Files.createDirectories(Path.of(System.getProperty("t2l.plots"))));
        }
    }
}
