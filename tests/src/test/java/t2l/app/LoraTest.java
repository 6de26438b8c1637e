package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.plot.Drawing;
import t2l.transformer.lora.*;

/// `t2l lora` and `t2l score` on the built-in model. [TrainingIT] kills the first.
class LoraTest {
    @TempDir
    static Path home;

    private static final int STEPS = 40;
    private static final String[] WORDS = {"cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm",
        "leg", "nose"};

    private static Path data;
    private static Path whole;
    private static String said;

    /// One run that nothing disturbs: answer the first word, which the model by itself does not do.
    @BeforeAll
    static void train() throws IOException {
        data = data(home);
        whole = home.resolve("whole");
        Jar.Outcome run = Program.run(command(whole)).succeeds();
        assertEquals(whole.toString(), run.out().strip());
        said = run.err();
    }

    static Path data(Path home) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String first = WORDS[i % 12];
            String prompt = first + " " + WORDS[(i * 5 + 1) % 12] + " " + WORDS[(i * 7 + 2) % 12] + " >";
            lines.add(JSON.std.asString(Map.of("prompt", prompt, "answer", first)));
        }
        return Files.write(home.resolve("first.jsonl"), lines);
    }

    private static String[] command(Path out, String... more) {
        return command(data, out, more);
    }

    static String[] command(Path data, Path out, String... more) {
        String[] command = {"lora", "--model", "builtin:tiny", "--data", data.toString(), "--out", out.toString(),
            "--rank", "4", "--alpha", "8", "--rslora", "--targets", "q_proj,v_proj,down_proj", "--lr", "5e-3",
            "--steps", Integer.toString(STEPS), "--batch", "8", "--max-length", "32", "--dropout", "0.1", "--neftune",
            "1", "--label-smoothing", "0.1", "--save-every", "5"};
        return Program.with(command, more);
    }

    static List<Object> losses(Path directory) throws IOException {
        List<Object> losses = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("metrics.jsonl"))) {
            Map<String, Object> fields = JSON.std.mapFrom(line);
            assertEquals(losses.size() + 1, fields.get("step"));
            losses.add(fields.get("loss"));
        }
        return losses;
    }

    /// With a rate of almost 0, an adapter that `generate` has sharpened stays as it is.
    @Test
    void aTrainingBeginsWithAnAdapter() {
        Path start = home.resolve("start");
        Jar.Outcome made = Program.run("generate", "--model", "builtin:tiny", "--describe", "Handle the words.",
                "--example",
                "cat dog bird > => cat", "--example", "red green > => red", "--out", start.toString()).succeeds();
        assertTrue(made.err().contains("of 2 examples right before, 2 after"), made.err());
        Path same = home.resolve("same");
        Program.run("lora", "--model", "builtin:tiny", "--data", data.toString(), "--init-from",
                start.toString(), "--lr", "1e-30", "--steps", "1", "--out", same.toString()).succeeds();
        try (Arena arena = Arena.ofShared()) {
            Lora before = LoraFile.read(start, arena);
            Lora after = LoraFile.read(same, arena);
            assertEquals(before.config().targets(), after.config().targets());
            before.updates().forEach((path, update) -> {
                assertArrayEquals(update.a().toFloats(), after.updates().get(path).a().toFloats(), 1e-20f);
                assertArrayEquals(update.b().toFloats(), after.updates().get(path).b().toFloats(), 1e-20f);
            });
        }
        Jar.Outcome refused = Program.run("lora", "--model", "builtin:tiny", "--data", data.toString(), "--init-from",
                home.resolve("none").toString(), "--out", home.resolve("other").toString());
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("there is nothing called"), refused.err());
    }

    /// The loss of a step is that of `metrics.jsonl`; the running mean beside it is called so.
    @Test
    void theLossThatIsPrintedIsThatOfTheStep() throws IOException {
        Matcher last = Pattern.compile("lora (\\d+)/\\d+ loss ([0-9.]+), mean [0-9.]+").matcher(said);
        List<Object> losses = losses(whole);
        int seen = 0;
        while (last.find()) {
            double loss = (Double) losses.get(Integer.parseInt(last.group(1)) - 1);
            assertEquals(String.format(Locale.ROOT, "%.4f", loss), last.group(2));
            seen = Integer.parseInt(last.group(1));
        }
        assertEquals(STEPS, seen, said);
    }

    @Test
    void theAdapterDoesWhatItWasShown() throws IOException {
        List<Object> losses = losses(whole);
        assertEquals(STEPS, losses.size());
        assertTrue((Double) losses.getLast() < 0.6 * (Double) losses.getFirst(), losses.toString());
        for (String file : Drawing.hasFonts() ? List.of("loss.png", "loss.svg") : List.<String>of()) {
            assertTrue(Files.size(whole.resolve(file)) > 1000, file);
        }
        try (Arena arena = Arena.ofShared()) {
            Lora lora = LoraFile.read(whole, arena);
            assertEquals(List.of("q_proj", "v_proj", "down_proj"), lora.config().targets());
            assertEquals(4, lora.config().scale("model.layers.0.self_attn.q_proj"));
            assertEquals(0.1, lora.config().dropout());
            assertEquals("builtin:tiny", lora.config().base());
        }
        String[] ask = {"complete", "--model", "builtin:tiny", "--prompt", "boat rug pear >", "--max-tokens", "8"};
        String alone = Program.run(ask).out().strip();
        String taught = Program.run(Program.with(ask, "--adapter", whole.toString())).out().strip();
        assertEquals("boat", taught);
        assertNotEquals(alone, taught);
    }

    @Test
    void theTaskFolderOfTheDocumentationIsShownAndTrained() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("t2l.root", "..")).resolve("docs/formats.md"));
        Path task = Files.createDirectories(home.resolve("tasks/plural"));
        Pattern.compile("`tasks/plural/([\\w.]+)`:\\s+```\\w+\n(.*?)```", Pattern.DOTALL).matcher(page).results()
                .forEach(file -> write(task.resolve(file.group(1)), file.group(2)));
        String shown = Program.run("inspect", task.toString()).out();
        assertTrue(shown.contains("Write the plural of the word.") && shown.contains("cat >")
                && shown.contains("cats") && shown.matches("(?s).*train +3\n.*"), shown);
        Path out = home.resolve("plural");
        Program.run("lora", "--model", "builtin:tiny", "--tasks", task.getParent().toString(),
                "--steps", "2", "--out", out.toString()).succeeds();
        assertTrue(LoraFile.is(out.resolve("plural")));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Only what resumes it is left of a run.
    @Test
    void aStoppedRunCanBeFinished() throws IOException {
        Path stopped = Files.createDirectory(home.resolve("unfinished"));
        for (String file : List.of(".t2l-run", "checkpoint.safetensors", "metrics.jsonl")) {
            Files.copy(whole.resolve(file), stopped.resolve(file));
        }
        Jar.Outcome run = Program.run(command(stopped, "--finish")).succeeds();
        assertEquals(stopped.toString(), run.out().strip());
        assertArrayEquals(Files.readAllBytes(whole.resolve("adapter_model.safetensors")),
                Files.readAllBytes(stopped.resolve("adapter_model.safetensors")));
        assertTrue(!Files.exists(stopped.resolve("loss.svg")));
        Program.run(command(home.resolve("nothing"), "--finish")).fails(1, "--finish: needs the .t2l-run of a run in ");
        Program.run("lora", "--model", "builtin:tiny", "--tasks", "builtin:suite", "--out",
                home.resolve("many").toString(), "--finish").fails(2, "--finish: needs --data or --multi-task");
    }

    @Test
    void scoresKnowTheAdapter() throws IOException {
        String[] ask = {"score", "--model", "builtin:tiny", "--data", data.toString(), "--json"};
        List<String> alone = Program.run(ask).out().lines().toList();
        List<String> taught = Program.run(Program.with(ask, "--adapter", whole.toString())).out().lines().toList();
        assertEquals(61, alone.size());
        assertEquals(61, taught.size());
        double sum = 0;
        long tokens = 0;
        for (String line : alone.subList(0, 60)) {
            Map<String, Object> score = JSON.std.mapFrom(line);
            sum += number(score, "loss") * number(score, "tokens");
            tokens += (Integer) score.get("tokens");
        }
        Map<String, Object> total = total(alone.getLast());
        assertEquals(sum / tokens, number(total, "loss"), 1e-6);
        assertEquals(Math.exp(sum / tokens), number(total, "perplexity"), 1e-3);
        assertTrue(number(total(taught.getLast()), "loss") < 0.5 * number(total, "loss"), taught.getLast());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> total(String line) throws IOException {
        return (Map<String, Object>) JSON.std.mapFrom(line).get("total");
    }

    private static double number(Map<String, Object> of, String name) {
        return ((Number) of.get(name)).doubleValue();
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        Path none = home.resolve("none");
        Program.refuses(1, "exists already", command(whole));
        Program.refuses(1, "--resume: needs", command(none, "--resume"));
        String[] least = {"lora", "--model", "builtin:tiny", "--data", data.toString(), "--out", none.toString()};
        Program.refuses(2, "--rank: needs a number from 1 to 65536, got 0", Program.with(least, "--rank", "0"));
        Program.refuses(2, "--dropout: needs a probability from 0 to below 1, got 1.0",
                Program.with(least, "--dropout", "1"));
        Program.refuses(1, "target_modules: needs projections of the model",
                Program.with(least, "--targets", "q_proj,c_attn"));
        Path bad = Files.writeString(home.resolve("bad.jsonl"), "{\"prompt\": \"x\", \"answer\": 3}\n");
        String[] other = least;
        other[4] = bad.toString();
        Program.refuses(1, "bad.jsonl line 1: answer: needs a string, got 3", other);
        other[4] = none + ".jsonl";
        Program.refuses(1, "there is none", other);
        Program.refuses(1, "bad.jsonl line 1", "score", "--model", "builtin:tiny", "--data", bad.toString());
        assertTrue(!Files.exists(none), "nothing is left behind");
    }
}
