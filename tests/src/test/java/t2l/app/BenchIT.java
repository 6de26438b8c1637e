package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;

/// `t2l bench user` with small sizes.
class BenchIT extends ProgramIT {
    /// Every program of the group `user` is started, and a server of ours as its own rival.
    @Test
    void whatUsersDo() throws IOException {
        String server = Jar.java() + " -jar '" + Jar.built().jar()
                + "' serve --model {model} --threads {threads} --port {port}";
        Set<String> timed = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        Jar.Outcome run = Jar.built().run("bench", "user", "--quick", "--json", "--quiet", "--threads", "2",
                "--peer-server", server).succeeds();
        for (String line : run.out().lines().toList()) {
            Map<String, Object> row = JSON.std.mapFrom(line);
            (row.get("program").equals("t2l") ? timed : others).add((String) row.get("name"));
            assertTrue(((Number) row.get("median")).doubleValue() > 0, line);
            assertEquals(List.of(row.get("max")), row.get("values"), line);
            assertTrue(row.keySet().containsAll(List.of("unit", "min", "command", "processor", "cores")), line);
        }
        List<String> names = Program.answer("bench", "--list", "--quick", "user").lines().toList();
        assertEquals(names, List.copyOf(timed));
        assertEquals(
                Stream.of("ready", "first-token", "plain", "eight", "eight-first-token")
                        .map("user/serve/tiny/"::concat)
                        .toList(),
                List.copyOf(others));
    }

    @Test
    void aServerThatDoesNotRunIsNamed() {
        Jar.built().refuses(1,
                "bench: echo no; exit 3: needs a program that runs, it ended with exit code 3 and said no",
                "bench", "user/serve/tiny/ready", "--quick", "--quiet", "--peer-server", "echo no; exit 3");
    }
}
