package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.transformer.family.Builtin;

/// Two ranks of the packaged jar, started by `mpirun` of Open MPI on "nodes" that are directories: what differs between these is
/// one sentence. To start fewer processes, the flags that the jar gives to a second JVM are given to the first.
class RanksAgreeIT {
    private static final String JAR = System.getProperty("t2l.jar");

    @TempDir
    Path home;

    @BeforeAll
    static void needsMpi() {
        RanksIT.Launcher.requireAll();
    }

    private static List<String> java(String classPath) {
        return List.of(Jar.java(), "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-cp", classPath, "t2l.app.Main");
    }

    private Jar.Outcome run(List<String> command) {
        return Jar.start(Map.of("T2L_HOME", home.toString(), "T2L_NO_RELAUNCH", "1"), command);
    }

    /// Two ranks, each in the directory of its node; the second may have another class path.
    private void refuses(String says, String second, String... arguments) {
        List<String> command = new ArrayList<>(RanksIT.Launcher.OPEN_MPI.command());
        for (String classPath : List.of(JAR, second)) {
            command.addAll(List.of("-n", "1", "sh", "-c", "cd " + home + "/$OMPI_COMM_WORLD_RANK; exec \"$@\"", "sh"));
            command.addAll(java(classPath));
            command.addAll(List.of(arguments));
            command.add(":");
        }
        Jar.Outcome run = run(command.subList(0, command.size() - 1));
        assertNotEquals(0, run.code());
        assertEquals("", run.out());
        List<String> errors = run.errLines().stream().filter(line -> line.startsWith("error: ")).toList();
        assertEquals(1, errors.size(), run.err());
        assertTrue(errors.getFirst().matches("error: rank \\d: .*") && errors.getFirst().contains(says), run.err());
    }

    /// Changes a byte of a file.
    private static void damage(Path file, long place) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) place] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void whatDiffersOnNodesIsOneSentence() throws IOException {
        for (int node = 0; node < 2; node++) {
            Path model = Files.createDirectories(home.resolve(node + "/model"));
            Builtin.open("builtin:tiny", from -> {
                try (Stream<Path> files = Files.list(from)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(file, model.resolve(file.getFileName()));
                    }
                    return model;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        Path out = home.resolve("out");
        String[] lora = lora("model", out);
        refuses("t2l: needs the same on all ranks, rank 1 has ", JAR + File.pathSeparator + home, lora);
        Path weights = home.resolve("1/model/model.safetensors");
        damage(weights, Files.size(weights) - 1);
        refuses("--model: needs the same on all ranks, rank 1 has content of the hash ", JAR, lora);
        assertTrue(Files.notExists(out), "nothing is left behind");
    }

    /// The directory is shared, but a file in it is not, as where a node still sees an old one.
    @Test
    void anotherCheckpointIsOneSentence() throws IOException {
        Path out = home.resolve("out");
        String[] lora = lora("builtin:tiny", out);
        run(Stream.concat(java(JAR).stream(), Stream.of(lora)).toList()).succeeds();
        Path checkpoint = out.resolve("checkpoint.safetensors");
        for (int node = 0; node < 2; node++) {
            Files.copy(checkpoint, Files.createDirectory(home.resolve("" + node)).resolve("checkpoint"));
        }
        Files.delete(checkpoint);
        Files.createSymbolicLink(checkpoint, Path.of("/proc/self/cwd/checkpoint"));
        Path other = home.resolve("1/checkpoint");
        damage(other, Long.BYTES + header(other));
        String[] resume = Stream.concat(Stream.of(lora), Stream.of("--resume")).toArray(String[]::new);
        refuses("--resume: needs the same on all ranks, rank 1 has step 1, values ", JAR, resume);
        Files.delete(other);
        refuses("--resume: needs the same on all ranks, rank 1 has no checkpoint, rank 0 has a checkpoint", JAR,
                resume);
    }

    /// The length of the header of a safetensors file; the numbers follow it.
    private static long header(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private String[] lora(String model, Path out) throws IOException {
        Path data = Files.write(home.resolve("data.jsonl"),
                Collections.nCopies(8, "{\"prompt\": \"cat dog >\", \"answer\": \"dog\"}"));
        return new String[] {"lora", "--model", model, "--data", data.toString(), "--out", out.toString(), "--steps",
            "1", "--backend", "scalar", "--batch", "8", "--set", "shards=8", "--threads", "1"};
    }
}
