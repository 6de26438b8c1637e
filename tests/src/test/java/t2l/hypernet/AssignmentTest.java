package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import t2l.tensor.T2lException;

/// Arguments as they are written on the command line (t2l-spec §14.1).
class AssignmentTest {
    private static final Arguments NONE = new Arguments("test", Map.of());

    private static String refused(String assignment) {
        return assertThrows(T2lException.class, () -> NONE.with(assignment)).getMessage();
    }

    @Test
    void aValueIsOfTheArgumentsKind() {
        assertEquals(2.5e-5, NONE.with("lr=2.5e-5").number("lr"));
        assertEquals(3, NONE.with("epochs= 3 ").count("epochs"));
        assertTrue(NONE.with("pred_z_score=True").flag("pred_z_score"));
        assertFalse(NONE.with("pred_z_score=false").flag("pred_z_score"));
        assertEquals(List.of("q_proj", "o_proj"), NONE.with("target_modules=q_proj,o_proj").list("target_modules"));
        assertEquals("a=b", NONE.with("notes=a=b").text("notes"));
        assertEquals(Map.of("boolq", 1), NONE.with("eval_ds_info={boolq: 1}").values().get("eval_ds_info"));
    }

    @Test
    void whatIsNotSoIsRefused() {
        assertTrue(refused("learning=1").contains("needs argument names"));
        assertTrue(refused("epochs=1.5").contains("epochs: needs a whole number, got 1.5"));
        assertTrue(refused("lr=fast").contains("lr: needs a number, got fast"));
        assertTrue(refused("lr").contains("needs settings as name=value, got lr"));
        assertTrue(refused("pred_z_score=yes").contains("needs true or false, got yes"));
    }

    @Test
    void theExamplesAreArguments() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("t2l.root")).resolve("examples"))) {
            List<Path> examples = all.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertEquals(2, examples.size());
            examples.forEach(file -> assertTrue(Arguments.read(file).number("lr") > 0, file.toString()));
        }
    }
}
