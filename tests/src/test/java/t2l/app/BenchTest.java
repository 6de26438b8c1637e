package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;

/// `t2l bench` with small sizes: every row is set up, found right, and reported.
class BenchTest {
    private static List<String> run(String... arguments) {
        Jar.Outcome run = Program.run(arguments).succeeds();
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
            assertTrue(((Number) row.get("fma_gflops")).doubleValue() > 0, line);
            assertTrue(row.keySet().containsAll(List.of("processor", "cores", "java", "load")), line);
        }
        assertEquals(names, done);
    }

    /// A program that knows one row, which takes it a number of seconds.
    static String program(String name, String row, String seconds) {
        return "while read q; do case $q in *" + row + "*) echo '{\"name\":\"" + name + "\",\"seconds\":" + seconds
                + "}';; *) echo '{}';; esac; done";
    }

    @Test
    void programsBesideItAreAskedForTheirTimes() throws IOException {
        List<String> rows = run("bench", "block", "--quick", "--json", "--threads", "1", "--peer-command",
                program("snail", "block/full", "1e6"), "--peer-command", program("slug", "block", "2e6"));
        List<?> peers = (List<?>) JSON.std.mapFrom(rows.getFirst()).get("peers");
        assertEquals(List.of("snail", "slug"), peers.stream().map(peer -> ((Map<?, ?>) peer).get("name")).toList());
        assertTrue(((Number) ((Map<?, ?>) peers.getFirst()).get("ratio")).doubleValue() > 1e3, peers.toString());
        assertEquals(1, ((List<?>) JSON.std.mapFrom(rows.getLast()).get("peers")).size());
    }

    @Test
    void wrongUsage() {
        Program.refuses(2,
                "bench: needs the beginning of a row's name, got blok (did you mean block?); see t2l bench --help",
                "bench", "blok");
        assertEquals(List.of("matmul/f32/NT/2048x2048x2048"), run("bench", "--list", "matmul/f32/NT/2048"));
        Program.refuses(2, "bench: needs the beginning of a row's name, got matmul/f23 (did you mean matmul/f32?);"
                + " see t2l bench --help", "bench", "matmul/f23");
        Program.refuses(2, "--seconds: needs a number of seconds up to 3600, got 0.0; see t2l bench --help", "bench",
                "--seconds", "0");
        Program.refuses(1, "block/full/2x8: --peer-command exit 3: needs an answer to every question, but it ended",
                "bench", "block", "--quick", "--quiet", "--json", "--peer-command", "exit 3");
        Program.refuses(1,
                "block/full/2x8: --peer-command read q; echo '{\"name': needs a JSON object for an answer, got {\"name",
                "bench", "block", "--quick", "--quiet", "--json", "--peer-command", "read q; echo '{\"name'");
    }
}
