package t2l.app;

import static org.junit.jupiter.api.Assertions.*;
import static t2l.app.Program.succeeds;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Trainings whose processes are killed: they go on in the bits of those that nothing disturbs, which run in this process.
class TrainingIT extends ProgramIT {
    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource({"l,true,adamw,2", "x,false,muon,1"})
    void aHypernetworkThatIsKilledEndsInTheSameBits(String variant, boolean oneHot, String optim, int kills)
            throws IOException, InterruptedException {
        Path tasks = TrainTest.tasks(home);
        String[] network = {"--variant", variant, "--set", "use_one_hot_task_emb=" + oneHot, "--set", "optim=" + optim};
        Path whole = home.resolve("whole");
        succeeds(TrainTest.command(tasks, whole, network));
        Path out = killed(kills, place -> TrainTest.command(tasks, place, network));
        succeeds(TrainTest.command(tasks, out, with(network, "--resume")));
        same(whole, out, "hypermod.safetensors", "args.yaml", "adapter_config.json");
        assertTrue(Files.readString(out.resolve("args.yaml")).contains("optim: " + optim));
        assertEquals(TrainTest.told(whole), TrainTest.told(out));
    }

    @Test
    void aLoraThatIsKilledEndsInTheSameBits() throws IOException, InterruptedException {
        Path data = LoraTest.data(home);
        Path whole = home.resolve("whole");
        succeeds(LoraTest.command(data, whole));
        Path out = killed(1, place -> LoraTest.command(data, place));
        String[] command = LoraTest.command(data, out);
        Program.run(with(command, "--resume", "--seed", "7")).fails(1, "needs a run of the same settings");
        assertTrue(succeeds(with(command, "--resume")).err().contains("resumes after step"));
        assertEquals(LoraTest.losses(whole), LoraTest.losses(out));
        same(whole, out, "adapter_model.safetensors");
    }

    /// Starts a training, and kills it and goes on with it so often. Begins anew if it was over before.
    private Path killed(int kills, Function<Path, String[]> command) throws IOException, InterruptedException {
        var random = new SplittableRandom(20);
        for (int again = 0; again < 10; again++) {
            Path out = home.resolve("killed" + again);
            int kill = 0;
            while (kill < kills && kill(out, random, with(command.apply(out), kill == 0 ? "--force" : "--resume"))) {
                kill++;
            }
            if (kill == kills) {
                return out;
            }
        }
        throw new AssertionError("it was always over before it was killed");
    }

    /// Starts a training, and kills it in a step after its first checkpoint. Returns whether it was not over.
    private static boolean kill(Path out, SplittableRandom random, String... command)
            throws IOException, InterruptedException {
        Path metrics = out.resolve("metrics.jsonl");
        int steps = random.nextInt(1, 5);
        Process process = Jar.built().begin(command);
        for (int first = -1; process.isAlive(); Thread.sleep(2)) {
            int now = Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
            first = first < 0 || now < first ? now : first;
            if (now >= first + steps && Files.exists(out.resolve("checkpoint.safetensors"))) {
                break;
            }
        }
        Thread.sleep(random.nextInt(30));
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return Stream.of("hypermod", "adapter_model")
                .noneMatch(name -> Files.exists(out.resolve(name + ".safetensors")));
    }

    /// Requires the same files, and nothing half done.
    private static void same(Path whole, Path out, String... files) throws IOException {
        for (String file : files) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(out.resolve(file)), file);
        }
        try (Stream<Path> left = Files.walk(out)) {
            assertTrue(left.noneMatch(file -> file.getFileName().toString().endsWith(".part")));
        }
    }

    /// The step would take a while.
    @Test
    void aPoliteKillEndsInTheMiddleOfAStep() throws IOException, InterruptedException {
        Path many = home.resolve("many.jsonl");
        Files.writeString(many, "{\"prompt\": \"boat rug pear >\", \"answer\": \"boat\"}\n".repeat(2000));
        Path out = home.resolve("stopped");
        Process process = Jar.built().begin("lora", "--model", "builtin:tiny", "--data", many.toString(), "--batch",
                "2000", "--out", out.toString());
        while (process.isAlive() && !Files.exists(out.resolve("checkpoint.safetensors"))) {
            Thread.sleep(2);
        }
        process.destroy();
        assertEquals(143, process.waitFor());
        assertEquals(List.of(), LoraTest.losses(out));
    }

    /// A file where the home should be.
    @Test
    void withoutAHomeATrainingKeepsNothing() throws IOException {
        Path none = Files.writeString(home.resolve("no-home"), "a file");
        Jar.Outcome run = Jar.built().run(Program.with(Jar.QUICK, "T2L_HOME", none.toString()), TrainTest
                .command(TrainTest.tasks(home), home.resolve("homeless"), "--backend", "scalar", "--set", "steps=2"))
                .succeeds();
        assertTrue(run.err().contains("needs a directory for the vectors of descriptions"), run.err());
    }
}
