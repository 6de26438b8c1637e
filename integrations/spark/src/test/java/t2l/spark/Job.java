package t2l.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;

/// A run of the application in this process, with a master of the test's choice.
final class Job {
    static final String JAR = System.getProperty("t2l.jar");

    /// The path of a golden of hypernetworks.
    static String golden(String name) {
        return Path.of(System.getProperty("t2l.root"), "tests/src/test/resources/t2l/hypernet", name).toString();
    }

    /// Runs a job on `master`; returns the exit code and what it said of itself.
    static Map.Entry<Integer, String> run(String master, List<String> arguments) {
        Map<String, String> settings = Map.of("spark.master", master, "spark.ui.enabled", "false",
                "spark.driver.bindAddress", "127.0.0.1", "spark.driver.host", "127.0.0.1", "spark.app.name", "t2l",
                "spark.sql.shuffle.partitions", "4");
        settings.forEach(System::setProperty);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream err = new PrintStream(said, true, UTF_8)) {
            System.setErr(err);
            int code = SparkMain.run(arguments.toArray(String[]::new));
            String all = said.toString(UTF_8);
            before.print(all);
            return Map.entry(code, String.join("\n", all.lines()
                    .filter(line -> line.startsWith("t2l-spark: ") || line.startsWith("error: ")).toList()));
        } finally {
            System.setErr(before);
        }
    }

    /// Runs a job that must succeed.
    static String succeeds(String master, String... arguments) {
        Map.Entry<Integer, String> outcome = run(master, List.of(arguments));
        assertEquals(0, outcome.getKey(), outcome.getValue());
        return outcome.getValue();
    }

    /// Runs a job that must end with this code and a sentence with this part, and leave nothing.
    static void refuses(int code, String part, String... arguments) {
        Map.Entry<Integer, String> outcome = run("local[2]", List.of(arguments));
        assertEquals(code, outcome.getKey(), outcome.getValue());
        List<String> errors = outcome.getValue().lines().filter(line -> line.startsWith("error: ")).toList();
        assertEquals(1, errors.size(), outcome.getValue());
        assertTrue(errors.getFirst().contains(part), errors.getFirst());
    }

    /// The files in a folder, by name, with their hashes.
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), Files.isDirectory(file) ? "directory" : Hashes.of(file));
            }
        }
        return all;
    }

    /// A table of descriptions in JSON.
    static Path table(Path file, int count, String... more) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(Wire.text(Wire.object().put("id", "task-" + i).put("describe",
                    "Take word number " + i % 97 + " and say it in the language of country " + i + ".")));
        }
        for (String description : more) {
            lines.add(Wire.text(Wire.object().put("id", "more-" + lines.size()).put("describe", description)));
        }
        return Files.write(file, lines);
    }
}
