package t2l.app;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2l.GoldenFile;

/// The packaged jar, started by `mpirun` of Open MPI and of MPICH. Where one of them is missing, these tests are skipped, except where
/// the environment variable `T2L_TEST_MPI` says `required`: there they fail.
@Order(3)
class RanksIT extends ProgramIT {
    @TempDir
    static Path home;

    /// An implementation of MPI, by the name of its program in Debian, where several may be installed. Ranks of Open MPI that wait
    /// would take a whole core from those that compute.
    enum Launcher {
        OPEN_MPI("mpirun.openmpi --allow-run-as-root --oversubscribe --mca mpi_yield_when_idle 1"),
        MPICH("mpirun.mpich");

        private final String command;

        Launcher(String command) {
            this.command = command;
        }

        /// The program and its options, before those of the ranks.
        List<String> command() {
            return List.of(command.split(" ", -1));
        }

        String program() {
            return command().getFirst();
        }

        /// Skips the tests that ask where an implementation is missing, or fails, see above.
        static void requireAll() {
            List<String> missing = Stream.of(values()).map(Launcher::program)
                    .filter(program -> !Files.isExecutable(Path.of("/usr/bin", program))).toList();
            String says = "needs both implementations of MPI, there is no " + missing
                    + "; Debian has them in openmpi-bin, libopenmpi-dev and mpich";
            assumeTrue(missing.isEmpty() || "required".equals(System.getenv("T2L_TEST_MPI")), says);
            assertTrue(missing.isEmpty(), says);
        }

        /// The command for ranks of the jar. Open MPI changes the arguments of a program that is called `java`, so it starts
        /// another one, which starts it.
        List<String> ranks(int count, String... arguments) {
            List<String> all = new ArrayList<>(command());
            all.addAll(List.of("-n", Integer.toString(count), "env", Jar.java(), "-jar",
                    System.getProperty("t2l.jar")));
            all.addAll(List.of(arguments));
            return all;
        }

        Jar.Outcome run(Map<String, String> environment, int count, String... arguments) {
            return Jar.start(Program.with(environment, "T2L_HOME", Jar.HOME.toString()), ranks(count, arguments));
        }

        void refuses(String says, Map<String, String> environment, int count, String... arguments) {
            Jar.Outcome run = run(environment, count, arguments);
            assertNotEquals(0, run.code(), run.err());
            assertEquals("", run.out());
            List<String> errors = run.errLines().stream().filter(line -> line.startsWith("error: ")).toList();
            assertTrue(!errors.isEmpty() && errors.getFirst().matches("error: rank \\d+: .*")
                    && errors.getFirst().contains(says), run.err());
        }
    }

    private static final String STORIES = GoldenFile.path("transformer/stories260K/hf").toString();

    private static Path data;
    private static Path whole;

    /// The checkpoint of one process (this one), with which all are compared.
    @BeforeAll
    static void train() throws IOException {
        Launcher.requireAll();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(JSON.std.asString(Map.of("prompt", "cat ".repeat(1 + i % 6) + "dog >", "answer",
                    i % 2 == 0 ? "dog" : "cat")));
        }
        data = Files.write(home.resolve("data.jsonl"), lines);
        whole = home.resolve("whole");
        Program.run(command(whole, 12, "--set", "shards=4")).succeeds();
    }

    private static String[] command(Path out, int steps, String... more) {
        return with(new String[] {"lora", "--model", STORIES, "--data", data.toString(), "--out", out.toString(),
            "--steps",
            Integer.toString(steps), "--batch", "4", "--dropout", "0.1", "--neftune", "1", "--hold-out", "--look-every",
            "5", "--save-every", "3", "--threads", "1", "--backend", "scalar"}, more);
    }

    private static void sameAsWhole(Path out) throws IOException {
        for (String file : List.of("checkpoint.safetensors", "adapter_model.safetensors")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(out.resolve(file)), file);
        }
        assertEquals(lines(whole), lines(out));
    }

    private static int lines(Path out) throws IOException {
        Path metrics = out.resolve("metrics.jsonl");
        return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
    }

    @ParameterizedTest
    @EnumSource
    void ranksChangeNoBit(Launcher launcher) throws IOException {
        Path out = home.resolve(launcher + "-2");
        Jar.Outcome run = launcher.run(Jar.QUICK, 2, command(out, 12, "--set", "shards=4")).succeeds();
        assertEquals(out.toString(), run.out().strip());
        assertEquals(1, run.errLines().stream().filter(line -> line.contains("trained numbers")).count(), run.err());
        sameAsWhole(out);
    }

    /// One of two ranks is killed; the job ends soon, and others go on in the same bits: four, or one process.
    @ParameterizedTest
    @EnumSource
    void aKilledRankEndsTheJobWhichOthersResume(Launcher launcher) throws IOException, InterruptedException {
        Path out = home.resolve(launcher + "-killed");
        String[] command = command(out, 12, "--set", "shards=4");
        Path log = home.resolve(launcher + ".log");
        ProcessBuilder builder = new ProcessBuilder(launcher.ranks(2, command)).redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(Program.with(Jar.QUICK, "T2L_HOME", Jar.HOME.toString()));
        Process job = builder.start();
        while (job.isAlive() && !Files.exists(out.resolve("checkpoint.safetensors"))) {
            Thread.sleep(2);
        }
        List<ProcessHandle> ranks = job.descendants().filter(RanksIT::computes).toList();
        assertEquals(2, ranks.size(), Files.readString(log));
        ranks.getLast().destroyForcibly();
        assertNotEquals(0, job.waitFor(), "it was over before it was killed");
        for (ProcessHandle rank : ranks) {
            rank.onExit().join(); // no rank is left behind
        }
        assertTrue(!Files.exists(out.resolve("adapter_model.safetensors")));

        String[] resume = with(command, "--resume");
        Jar.Outcome run = (launcher == Launcher.OPEN_MPI
                ? launcher.run(Jar.QUICK, 4, resume)
                : Program.run(resume)).succeeds();
        assertTrue(run.err().contains("resumes after step"), run.err());
        sameAsWhole(out);
    }

    /// Whether it is the second JVM of a rank.
    private static boolean computes(ProcessHandle process) {
        return process.info().arguments().map(List::of).orElse(List.of()).contains("t2l.app.Main");
    }

    @Test
    void badInputIsOneSentenceBeforeAnythingIsComputed() {
        Path none = home.resolve("none");
        Launcher launcher = Launcher.OPEN_MPI;
        launcher.refuses("shards: needs a power of two that the number of ranks divides, got 16 and 3 ranks", Jar.QUICK,
                3, command(none, 12));
        launcher.refuses("exists already", Jar.QUICK, 2, command(whole, 12, "--set", "shards=4"));
        launcher.refuses("unknown option --no-such", Jar.QUICK, 2, command(none, 12, "--no-such"));
        assertTrue(!Files.exists(none), "nothing is left behind");
    }

    @ParameterizedTest
    @EnumSource
    void anotherLibraryIsNamed(Launcher launcher) {
        Path none = home.resolve("none");
        launcher.refuses("T2L_MPI: needs the library of the mpirun that started this",
                Program.with(Jar.QUICK, "T2L_MPI", launcher == Launcher.MPICH ? "libmpi.so.40" : "libmpich.so.12"), 2,
                command(none, 12));
        assertTrue(!Files.exists(none), "nothing is left behind");
    }

    /// A hypernetwork, of which the ranks embed the descriptions and validate together; with the kernels of longer runs.
    @Test
    void trainIsTheSame() throws IOException {
        Path tasks = Files.createDirectory(home.resolve("tasks"));
        for (String word : List.of("first", "last", "middle", "same")) {
            List<String> lines = new ArrayList<>();
            lines.add(JSON.std.asString(Map.of("task", word, "descriptions", List.of("Say the " + word + " word."),
                    "n_train", 8, "n_test", 0)));
            for (int i = 0; i < 12; i++) {
                lines.add(JSON.std.asString(Map.of("split", i < 8 ? "train" : "valid", "input",
                        "cat ".repeat(1 + i % 3) + "dog >", "output", List.of(i % 2 == 0 ? "dog" : "cat"))));
            }
            Files.write(tasks.resolve(word + ".jsonl"), lines);
        }
        String[] train = {"train", "--model", "builtin:tiny", "--tasks", tasks.toString(), "--validate",
            tasks.toString(), "--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set",
            "n_tasks_per_batch=4", "--set", "shards=4", "--set", "optim=muon", "--set", "steps=2", "--set",
            "val_freq=2", "--set", "val_batch_size=3", "--threads", "1"};
        same(Map.of(), "hypermod.safetensors", train);
        String[] lora = {"lora", "--model", STORIES, "--tasks", tasks.toString(), "--steps", "2", "--batch", "4",
            "--threads", "1", "--backend", "scalar"};
        same(Jar.QUICK, "first/adapter_model.safetensors", lora);
    }

    /// Two ranks and one process write the same.
    private static void same(Map<String, String> environment, String file, String... command) throws IOException {
        Path one = home.resolve(command[0] + "-one");
        Path two = home.resolve(command[0] + "-two");
        Program.run(with(command, "--out", one.toString())).succeeds();
        Jar.Outcome run = Launcher.OPEN_MPI.run(environment, 2, with(command, "--out", two.toString())).succeeds();
        assertEquals(two.toString(), run.out().strip());
        assertArrayEquals(Files.readAllBytes(one.resolve(file)), Files.readAllBytes(two.resolve(file)), command[0]);
    }

    /// Ranks with other arguments, and with other directories of the same name.
    @Test
    void whatDiffersBetweenRanksIsNamed() throws IOException {
        Path none = home.resolve("other");
        List<String> first = Launcher.OPEN_MPI.ranks(1, command(none, 12, "--set", "shards=4"));
        List<String> second = Launcher.OPEN_MPI.ranks(1, command(none, 13, "--set", "shards=4"));
        first.add(":");
        first.addAll(second.subList(second.indexOf("-n"), second.size()));
        Jar.Outcome run = Jar.start(Program.with(Jar.QUICK, "T2L_HOME", Jar.HOME.toString()), first);
        assertNotEquals(0, run.code());
        assertTrue(run.err().contains("arguments: needs the same on all ranks, rank 1 has lora"), run.err());

        // each rank in a directory of its own, in which --out is
        List<String> apart = new ArrayList<>(Launcher.OPEN_MPI.ranks(2));
        List<String> shell = List.of("sh", "-c",
                "mkdir -p " + home + "/node$OMPI_COMM_WORLD_RANK; cd " + home
                        + "/node$OMPI_COMM_WORLD_RANK; exec \"$@\"",
                "sh");
        apart.addAll(apart.indexOf("env"), shell);
        apart.addAll(List.of(command(Path.of("run"), 12, "--set", "shards=4")));
        run = Jar.start(Program.with(Jar.QUICK, "T2L_HOME", Jar.HOME.toString()), apart);
        assertNotEquals(0, run.code());
        assertTrue(run.err().contains("--out: run: needs a directory that all ranks share, rank 1 does not find"),
                run.err());
        assertEquals("", run.out());
    }
}
