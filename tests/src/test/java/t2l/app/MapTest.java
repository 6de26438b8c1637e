package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;
import t2l.app.plot.Drawing;

/// `t2l map` as a user has it.
class MapTest {
    @TempDir
    Path folder;

    @Test
    void theTrainingTasksAreDrawnFromTheHypernetworkAlone() throws IOException {
        Path out = folder.resolve("map");
        Map<String, Object> said = JSON.std
                .mapFrom(Program.answer("map", "--out", out.toString(), "--json", "--quiet"));
        assertEquals(328, said.get("points"));
        assertTrue((Double) said.get("pearson") > 0.1, "descriptions say something of adapters: " + said);
        Map<String, Object> map = JSON.std.mapFrom(Files.readString(out.resolve("map.json")));
        List<?> points = (List<?>) map.get("points");
        assertEquals(328, points.size());
        assertTrue(points.stream().anyMatch(point -> "N".equals(((Map<?, ?>) point).get("kind"))));
        for (String picture : Drawing.hasFonts() ? List.of("map.png", "map.svg") : List.<String>of()) {
            assertTrue(Files.size(out.resolve(picture)) > 10_000, picture);
        }
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        String out = folder.resolve("none").toString();
        Program.refuses(1, "needs tasks.safetensors with a description of each task", "map", "--t2l",
                GoldenFile.path("hypernet/checkpoints/a-L-sft").toString(), "--encoder",
                GoldenFile.path("hypernet/encoder").toString(), "--out", out);
        assertEquals(0, Program.run("map", "--tasks", few(), "--out", folder.resolve("few").toString()).code());
        Program.refuses(1, "map: needs at least 8 descriptions of tasks, got 2", "map", "--tasks", task(), "--out",
                out);
        assertFalse(Files.exists(Path.of(out)));
    }

    /// Thirteen tasks with one description each, one of them of a kind called as the rest would be.
    private String few() throws IOException {
        Path tasks = Files.createDirectories(folder.resolve("thirteen"));
        for (String name : List.of("other", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z", "zz")) {
            Files.writeString(tasks.resolve(name + ".jsonl"), """
                    {"task": "%s", "descriptions": ["Say the word %s."], "n_train": 1, "n_test": 0}
                    {"split": "train", "input": "a", "output": ["%s"]}
                    """.formatted(name, name, name));
        }
        return tasks.toString();
    }

    private String task() {
        try {
            Path tasks = Files.createDirectories(folder.resolve("tasks"));
            Files.writeString(tasks.resolve("one.jsonl"), """
                    {"task": "one", "descriptions": ["Say one.", "Answer with one."], "n_train": 1, "n_test": 0}
                    {"split": "train", "input": "a", "output": ["one"]}
                    """);
            return tasks.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
