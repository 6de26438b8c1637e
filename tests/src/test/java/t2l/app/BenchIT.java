package t2l.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `t2l bench` with small sizes: every row is set up, found right, and reported.
class BenchIT extends ProgramIT {
    private static List<String> run(String... arguments) {
        Jar.Outcome run = Jar.built(home).run(arguments);
        assertEquals(0, run.code(), run.err());
        return run.out().lines().toList();
    }

    @Test
    void everyRowOfTheListIsRightAndTimed() throws IOException {
        List<String> names = run("bench", "--quick", "--list", "--threads", "2");
        List<String> done = new ArrayList<>();
        for (String line : run("bench", "--quick", "--json", "--quiet", "--threads", "2")) {
            Map<String, Object> row = JSON.std.mapFrom(line);
            done.add((String) row.get("name"));
            assertEquals(true, row.get("verified"), line);
            assertEquals(2, row.get("threads"), line);
            assertTrue(((Number) row.get("seconds")).doubleValue() > 0, line);
        }
        assertEquals(names, done);
    }

    @Test
    void aProgramBesideItIsAskedForItsTimes() throws IOException {
        String program = "while read q; do case $q in *block/full*) echo '{\"name\":\"snail\",\"seconds\":1e6}';;"
                + " *) echo '{}';; esac; done";
        List<String> rows = run("bench", "block", "--quick", "--json", "--threads", "1", "--peer-command", program);
        Map<?, ?> peer = (Map<?, ?>) ((List<?>) JSON.std.mapFrom(rows.getFirst()).get("peers")).getFirst();
        assertEquals("snail", peer.get("name"));
        assertTrue(((Number) peer.get("ratio")).doubleValue() > 1e3, peer.toString());
        assertEquals(List.of(), JSON.std.mapFrom(rows.getLast()).get("peers"));
    }

    @Test
    void wrongUsage() {
        fails(2, "error: bench: needs the beginning of a row's name, got blok (did you mean block?); see t2l bench --help",
                "bench", "blok");
        assertEquals(List.of("matmul/f32/NT/2048x2048x2048"), run("bench", "--list", "matmul/f32/NT/2048"));
        fails(2, "error: bench: needs the beginning of a row's name, got matmul/f23 (did you mean matmul/f32?);"
                + " see t2l bench --help", "bench", "matmul/f23");
        fails(2, "error: --seconds: needs a number of seconds up to 3600, got 0.0; see t2l bench --help", "bench",
                "--seconds", "0");
        fails(1, "error: block/full/2x8: --peer-command: needs an answer to every question, but this ended: exit 3",
                "bench", "block", "--quick", "--quiet", "--json", "--peer-command", "exit 3");
        fails(1, "error: block/full/2x8: --peer-command: needs a JSON object for an answer, got {\"name",
                "bench", "block", "--quick", "--quiet", "--json", "--peer-command", "read q; echo '{\"name'");
    }

    private static void fails(int code, String says, String... arguments) {
        Jar.Outcome run = Jar.built(home).run(arguments);
        assertEquals(code, run.code(), run.err());
        assertEquals(List.of(says), run.errLines());
    }
}
