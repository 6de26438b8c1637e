package t2l.spark;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The application on `local[2]`, with workers of the packaged t2l.jar.
class SparkIT {
    private static final String PAIRS = """
            {"task": "NAME", "descriptions": ["Take the last word and say it in French."], "n_train": 2, "n_test": 2}
            {"split": "train", "input": "cat dog bird >", "output": ["oiseau"]}
            {"split": "train", "input": "dog bird cat >", "output": ["chat"]}
            {"split": "test", "input": "rake arm cow rug >", "output": ["tapis"]}
            {"split": "test", "input": "duck car grape >", "output": ["raisin"]}
            """;

    /// A hypernetwork of little work, for tests that mostly wait for workers to start; an adapter of it takes 10 kB of a pack.
    private static final String[] SMALL = {"--", "--t2l", Job.golden("checkpoints/a-L-sft"), "--encoder",
        Job.golden("encoder"), "--backend", "scalar"};

    @TempDir
    Path folder;

    private static ObjectNode manifest(Path packs) throws IOException {
        return Wire.parse("manifest", Files.readString(packs.resolve("manifest.json")));
    }

    @Test
    void descriptionsBecomePacks() throws IOException, InterruptedException {
        Path table = Job.table(folder.resolve("table.jsonl"), 300);
        Path packs = folder.resolve("packs");
        String said = Job.succeeds("local[2]", "generate", "--descriptions", table.toString(), "--out",
                packs.toString(), "--pack-size", "3m", "--jar", Job.JAR);
        Map<String, String> files = Job.files(packs);
        assertTrue(said.contains(files.get("manifest.json")), said);
        ObjectNode manifest = manifest(packs);
        assertEquals(300, manifest.get("adapters").asInt());
        assertTrue(manifest.get("packs").size() > 2, manifest.toString());
        assertFalse(manifest.has("failed"));
        assertEquals(files.size(), manifest.get("packs").size() + 1, files.toString());
        manifest.get("packs").forEach(pack -> assertEquals(pack.get("sha256").asText(),
                files.get(pack.get("sha256").asText() + ".safetensors")));
        // t2l itself reads and verifies them.
        Process verify = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                Job.JAR, "adapters", packs.toString(), "--verify", "task-0", "task-299").redirectErrorStream(true)
                .start();
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, verify.waitFor(), output);
        assertTrue(output.contains("all hashes are right") && output.contains("country 299"), output);
        Job.refuses(1, "needs a folder without a result", "generate", "--descriptions", table.toString(), "--out",
                packs.toString(), "--jar", Job.JAR);
    }

    @Test
    void theManifestDoesNotDependOnTheNumberOfPartitions() throws IOException {
        Path table = Job.table(folder.resolve("table.jsonl"), 60);
        Set<Map<String, String>> results = new HashSet<>();
        for (int partitions : List.of(1, 2, 4)) {
            Path packs = folder.resolve("packs" + partitions);
            Job.succeeds("local[2]", with(SMALL, "generate", "--descriptions", table.toString(), "--out",
                    packs.toString(), "--pack-size", "100k", "--partitions", Integer.toString(partitions), "--jar",
                    Job.JAR));
            results.add(Job.files(packs));
        }
        assertEquals(1, results.size(), results.toString());
        assertTrue(results.iterator().next().size() > 4, results.toString());
    }

    @Test
    void oraclesAreTrainedAndEvaluated() throws IOException {
        Path tasks = Files.createDirectory(folder.resolve("tasks"));
        for (String name : List.of("one", "two", "three")) {
            Files.writeString(tasks.resolve(name + ".jsonl"), PAIRS.replace("NAME", name));
        }
        Path oracles = folder.resolve("oracles");
        String[] model = {"--", "--model", "builtin:tiny", "--steps", "2", "--backend", "scalar"};
        Job.succeeds("local[2]", with(model, "oracles", "--tasks", tasks.toString(), "--out", oracles.toString(),
                "--pack-size", "200k", "--jar", Job.JAR));
        assertEquals(3, manifest(oracles).get("adapters").asInt());
        assertEquals(2, manifest(oracles).get("packs").size());
        Path results = folder.resolve("results");
        Job.succeeds("local[2]", with(model, "eval", "--adapters", oracles.toString(), "--tasks", tasks.toString(),
                "--out", results.toString(), "--together", "2", "--limit", "1", "--jar", Job.JAR));
        Set<String> rows = new TreeSet<>();
        for (String line : Files.readAllLines(results.resolve("results.jsonl"))) {
            ObjectNode row = Wire.parse("row", line);
            assertTrue(row.has("exact_match"), line);
            assertEquals(1, row.get("items").asInt());
            rows.add(row.get("adapter").asText() + "×" + row.get("task").asText());
        }
        assertEquals(12, rows.size(), rows.toString());
        assertTrue(rows.containsAll(List.of("×one", "two×three")), rows.toString());
        Job.refuses(1, "needs a base model", "oracles", "--tasks", tasks.toString(), "--out",
                folder.resolve("no").toString(), "--jar", Job.JAR);
    }

    /// Two lines of poison among others, one of them in the last unit.
    @Test
    void poisonedLinesAreReportedAndSkipped() throws IOException {
        String jar = PoisonedWorker.jar(folder.resolve("poisoned.jar"), Job.JAR, "poison").toString();
        Path table = Job.table(folder.resolve("table.jsonl"), 40, "Drink poison.", "Sort the words.", "Eat poison.");
        Path packs = folder.resolve("packs");
        String said = Job.succeeds("local[2]", with(SMALL, "generate", "--descriptions", table.toString(), "--out",
                packs.toString(), "--pack-size", "200k", "--partitions", "2", "--jar", jar));
        assertTrue(said.contains("2 adapters failed"), said);
        ObjectNode manifest = manifest(packs);
        assertEquals(41, manifest.get("adapters").asInt());
        assertEquals(List.of("{\"id\":\"more-40\",\"error\":\"worker: ended at this line, twice\"}",
                "{\"id\":\"more-42\",\"error\":\"worker: ended at this line, twice\"}"),
                Files.readAllLines(packs.resolve(manifest.get("failed").get("sha256").asText() + ".jsonl")));
    }

    /// A run that ends before its manifest leaves packs and records, and another makes nothing again.
    @Test
    void aRunGoesOnWhereAnotherWasEnded() throws IOException {
        String table = Job.table(folder.resolve("table.jsonl"), 30).toString();
        Path whole = folder.resolve("whole");
        Job.succeeds("local[2]", with(SMALL, "generate", "--descriptions", table, "--out", whole.toString(),
                "--pack-size", "100k", "--jar", Job.JAR));
        Path broken = folder.resolve("broken");
        String last = PoisonedWorker.jar(folder.resolve("last.jar"), Job.JAR, "\"op\":\"manifest\"").toString();
        Job.refuses(1, "ended at this line", with(SMALL, "generate", "--descriptions", table, "--out",
                broken.toString(), "--pack-size", "100k", "--jar", last));
        Map<String, String> left = Job.files(broken);
        assertEquals("directory", left.get("_units"));
        assertFalse(left.containsKey("manifest.json"));
        String idle = PoisonedWorker.jar(folder.resolve("idle.jar"), Job.JAR, "\"op\":\"generate\"").toString();
        Job.succeeds("local[2]", with(SMALL, "generate", "--descriptions", table, "--out", broken.toString(),
                "--pack-size", "100k", "--jar", idle));
        assertEquals(Job.files(whole), Job.files(broken));
    }

    private static String[] with(String[] end, String... begin) {
        return Stream.of(begin, end).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsComputed() throws IOException {
        Path table = Job.table(folder.resolve("table.jsonl"), 3);
        String out = folder.resolve("out").toString();
        Job.refuses(2, "Missing required option", "generate");
        Job.refuses(2, "Unmatched argument", "generat");
        Job.refuses(1, "there is no", "generate", "--descriptions", table.toString(), "--out", out, "--jar", "no.jar");
        Job.refuses(1, "no/such", "generate", "--descriptions", table.toString(), "--out", out, "--jar", Job.JAR, "--",
                "--t2l", "no/such");
        Job.refuses(1, "cannot be read", "generate", "--descriptions", folder + "/no.csv", "--out", out, "--jar",
                Job.JAR);
        Job.refuses(1, "say it in --format", "generate", "--descriptions", folder + "/no", "--out", out, "--jar",
                Job.JAR);
        Job.refuses(1, "needs a column text", "generate", "--descriptions", table.toString(), "--describe-column",
                "text", "--out", out, "--jar", Job.JAR);
        for (Map.Entry<String, String> bad : Map.of("id,describe\na/b,Sort.\n", "got 'a/b'", "id,describe\na,\n",
                "is blank", "id,describe\na,Sort.\na,Shout.\n", "has 2 for a", "id,describe\n", "has none")
                .entrySet()) {
            Path csv = Files.writeString(folder.resolve("bad.csv"), bad.getKey());
            Job.refuses(1, bad.getValue(), "generate", "--descriptions", csv.toString(), "--out", out, "--jar",
                    Job.JAR);
        }
        try (var left = Files.list(Path.of(out))) {
            assertEquals(0, left.count());
        }
    }
}
