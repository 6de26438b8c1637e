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
        assertFalse(Files.exists(Path.of(out)));
    }
}
