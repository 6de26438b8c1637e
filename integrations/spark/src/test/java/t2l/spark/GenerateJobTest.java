package t2l.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.apache.spark.sql.*;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;

/// The job on Spark's `local[2]`, in this process.
class GenerateJobTest {
    private static final String FRENCH = "Take the last word and say it in French.";

    @TempDir
    Path folder;

    private record Outcome(int code, String error) {}

    @BeforeAll
    static void chooseMaster() {
        Map.of("spark.master", "local[2]", "spark.ui.enabled", "false", "spark.driver.bindAddress", "127.0.0.1",
                "spark.driver.host", "127.0.0.1", "spark.sql.shuffle.partitions", "4").forEach(System::setProperty);
    }

    private static Outcome run(Object... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(said, true, UTF_8)) {
            System.setErr(err);
            int code = GenerateJob.run(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
            String all = said.toString(UTF_8);
            before.print(all);
            return new Outcome(code,
                    String.join("\n", all.lines().filter(line -> line.startsWith("error: ")).toList()));
        } finally {
            System.setErr(before);
        }
    }

    private static List<String> manifest(Path out) throws IOException {
        try (Stream<Path> parts = Files.list(out.resolve("manifest"))) {
            List<Path> json = parts.filter(part -> part.toString().endsWith(".json")).toList();
            assertEquals(1, json.size(), json.toString());
            return Files.readAllLines(json.getFirst());
        }
    }

    @Test
    void anyNumberOfPartitionsGivesTheAdaptersOfOneMachine() throws IOException {
        Path table = folder.resolve("table.csv");
        Files.write(table, Stream.concat(Stream.of("id,describe", "french," + FRENCH, "french," + FRENCH), IntStream
                .range(0, 8).mapToObj(i -> "task-" + i + ",\"Take word \"\"" + i + "\"\", and sort the others.\""))
                .toList());
        Set<List<String>> manifests = new HashSet<>();
        for (int partitions : List.of(1, 2, 4)) {
            System.setProperty("spark.sql.adaptive.enabled", "false"); // or few rows are one partition
            System.setProperty("spark.sql.shuffle.partitions", Integer.toString(partitions));
            assertEquals(new Outcome(0, ""), run(table, folder.resolve("out" + partitions), "builtin:tiny"));
            manifests.add(manifest(folder.resolve("out" + partitions)));
        }
        assertEquals(1, manifests.size(), manifests.toString());
        assertEquals(9, manifests.iterator().next().size());
        try (SparkSession spark = SparkSession.builder().getOrCreate(); T2l t2l = T2l.open("builtin:tiny")) {
            Row row = spark.read().parquet(folder + "/out2/adapters").filter("id = 'french'").first();
            t2l.generate(FRENCH).save(folder.resolve("french"));
            assertArrayEquals(Files.readAllBytes(folder.resolve("french/adapter_model.safetensors")),
                    row.getAs("adapter_model"));
            assertEquals(Files.readString(folder.resolve("french/adapter_config.json")), row.getAs("adapter_config"));
            assertEquals(FRENCH, row.getAs("describe"));
            assertNull(row.getAs("error"));
        }
        Outcome again = run(table, folder.resolve("out2"), "builtin:tiny");
        assertEquals(1, again.code());
        assertTrue(again.error().contains("already exists"), again.error());
    }

    @Test
    void anIdIsTheHashOfItsDescription() throws IOException {
        Path table = Files.writeString(folder.resolve("table.txt"), FRENCH + "\n\n" + FRENCH + "\n");
        assertEquals(new Outcome(0, ""), run(table, folder.resolve("out"), "builtin:tiny", "builtin:tiny"));
        List<String> lines = manifest(folder.resolve("out"));
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("{\"id\":\"5efa88021df25ed5"), lines.toString());
    }

    /// A description that is too long for the encoder of texts has an error, and the others have adapters.
    @Test
    void whatCannotBeMadeHasAnError() throws IOException {
        Path table = Files.writeString(folder.resolve("table.jsonl"),
                "{\"id\": \"a\", \"describe\": \"Sort the words.\"}\n{\"id\": \"b\", \"describe\": \"\\u200b\"}\n");
        assertEquals(new Outcome(0, ""), run(table, folder.resolve("out"), "builtin:tiny"));
        List<String> lines = manifest(folder.resolve("out"));
        assertTrue(lines.get(0).contains("\"sha256\""), lines.toString());
        assertTrue(lines.get(1).contains("\"error\":\"description: needs a sentence"), lines.toString());
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(2, run("table.csv", out).code());
        refuses("ends with .csv", folder.resolve("table.doc"), out, "builtin:tiny");
        refuses("PATH_NOT_FOUND", folder.resolve("no.csv"), out, "builtin:tiny");
        Map<String, String> wrong = Map.of("id,describe\na/b,Sort.\n", "got 'a/b'", "id,describe\na,\n", "is blank",
                "id,describe\na,Sort.\na,Shout.\n", "has 2 for a", "id,describe\n", "has none",
                "id,text\na,Sort.\n", "has id, text");
        for (Map.Entry<String, String> bad : wrong.entrySet()) {
            refuses(bad.getValue(), Files.writeString(folder.resolve("bad.csv"), bad.getKey()), out, "builtin:tiny");
        }
        Path good = Files.writeString(folder.resolve("good.csv"), "describe\nSort.\n");
        refuses("no-model", good, out, folder.resolve("no-model"));
        refuses("no-network", good, folder.resolve("other"), "builtin:tiny", folder.resolve("no-network"));
        assertFalse(Files.exists(out.resolve("manifest")));
    }

    private static void refuses(String part, Object... arguments) {
        Outcome outcome = run(arguments);
        assertEquals(1, outcome.code(), outcome.error());
        assertEquals(1, outcome.error().lines().count(), outcome.error());
        assertTrue(outcome.error().contains(part), outcome.error());
    }
}
