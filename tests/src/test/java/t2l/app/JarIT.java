package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;

/// The jar starts by itself, wherever it lies and whatever state its start cache is in.
class JarIT extends ProgramIT {
    @TempDir
    Path folder;

    private final Jar jar = Jar.built();

    @Test
    void versionIsOneLine() {
        Jar.Outcome run = jar.run("--version");
        assertEquals(0, run.code());
        assertTrue(run.out().matches("t2l \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void withoutACommandItListsThem() {
        Jar.Outcome run = jar.run();
        assertEquals(0, run.code());
        assertTrue(run.out().contains("inspect"), run.out());
    }

    @Test
    void inspectFindsTheVectorUnit() throws IOException {
        Jar.Outcome run = jar.run("inspect", "--json", "--threads", "1").succeeds();
        assertEquals("", run.err());
        Map<String, Object> machine = JSON.std.mapFrom(run.out());
        assertEquals(1, machine.get("threads"));
        assertEquals(true, backend(machine, "simd").get("available"));
        assertTrue(backend(machine, "simd").get("detail").toString().matches("\\d+-bit vectors, \\dx\\d tiles.*"));
        assertEquals(false, backend(machine, "tornado").get("available"));
    }

    @Test
    void theFlagsOfTheJvmAreThoseOfTheFileBesideTheJar() throws IOException {
        assertEquals(Files.readString(jar.jar().resolveSibling("t2l.args")), jar.answer("inspect", "--jvm-args"));
    }

    @Test
    void wrongUsageIsOneSentenceAndCode2() {
        Map<String, String> homeless = Map.of("T2L_HOME", "/dev/null/none");
        jar.run(homeless, "inspekt").refuses(2, "did you mean inspect?); see t2l --help");
        jar.run(homeless, "inspect", "--jsn").refuses(2, "did you mean --json?); see t2l inspect --help");
    }

    @Test
    void aJavaThatDoesNotDoIsNamed() {
        Jar.Outcome run = jar.run(Map.of("T2L_JAVA_HOME", folder.toString()), "inspect");
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertEquals(List.of("error: t2l needs JDK 25 or newer; T2L_JAVA_HOME=" + folder
                + " holds no JDK; install one, or name its folder in T2L_JAVA_HOME"), run.errLines());
    }

    @Test
    void withoutASecondStartItRunsScalarAndSaysSo() throws IOException {
        Jar.Outcome run = jar.run(Map.of("T2L_NO_RELAUNCH", "1"), "inspect", "--json");
        assertEquals(0, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("without the Vector API"), run.err());
        assertEquals(false, backend(JSON.std.mapFrom(run.out()), "simd").get("available"));
    }

    @Test
    void aStartCacheIsMadeOnceAndADamagedOneMadeAgain() throws IOException {
        Jar fresh = Jar.built(folder);
        String first = printed(fresh.run("inspect"));
        Path cache = onlyFileIn(folder.resolve("start"));
        byte[] bytes = Files.readAllBytes(cache);
        assertNotEquals(0, bytes.length);
        assertEquals("", fresh.run("inspect").err());
        for (int at = bytes.length / 4; at < bytes.length; at += 997) {
            bytes[at] ^= 0x55;
        }
        Files.write(cache, bytes); // another length would show without the checksum
        Jar.Outcome run = fresh.run("inspect");
        assertEquals(0, run.code());
        assertEquals(first, printed(run));
        assertEquals(List.of(Jar.FIRST_START), run.errLines());
        onlyFileIn(folder.resolve("start"));
        assertEquals("", fresh.run("inspect").err());
    }

    /// What it printed, without the memory of OpenCL's device, which is what is free at the time.
    private static String printed(Jar.Outcome run) {
        return run.out().replaceAll("\\d+ MiB", "MiB");
    }

    /// The Java of this test dies of every cache.
    @Test
    void aStartCacheWithWhichAStartDiesIsThrownAway() throws IOException {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"");
        Files.writeString(java, """
                #!/bin/sh
                for flag in "$@"; do
                    case $flag in
                    -XX:AOTCacheOutput=*) echo cache >"${flag#*=}" ;;
                    -XX:AOTCache=*) kill -SEGV $$ ;;
                    esac
                done
                """);
        assertTrue(java.toFile().setExecutable(true));
        Jar.Outcome run = Jar.built(folder).run(Map.of("T2L_JAVA_HOME", folder.resolve("jdk").toString()), "inspect");
        assertEquals(139, run.code(), run.err());
        try (Stream<Path> left = Files.list(folder.resolve("start"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aCrashLeavesItsReportInTheHome() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("start")); // no place for a start cache, which would take longer than the rest
        Process run = Jar.built(folder).open("serve", "--model", "builtin:tiny", "--port", "0");
        run.inputReader().readLine();
        long second = run.children().filter(each -> each.info().command().orElse("").endsWith("java")).findFirst()
                .orElseThrow().pid();
        do { // again, since a signal has been seen to have no effect
            assertEquals(0, new ProcessBuilder("kill", "-SEGV", Long.toString(second)).start().waitFor());
        } while (!run.waitFor(30, TimeUnit.SECONDS));
        assertEquals(134, run.exitValue());
        Path report = folder.resolve("hs_err_pid" + second + ".log");
        assertTrue(Files.size(report) > 0);
        String said = new String(run.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(said.endsWith("error: the JVM has crashed; its report is " + report + "\n"), said);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aKilledProgramLeavesNoSecondJvm() throws IOException, InterruptedException {
        Process run = jar.open("serve", "--model", "builtin:tiny", "--port", "0");
        run.inputReader().readLine();
        ProcessHandle second = run.children().filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        run.toHandle().destroyForcibly();
        second.onExit().join();
    }

    /// A model may write any character, such as this one, whose token for BIRD is bold type.
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatATerminalWouldObeyIsEscapedThereOnly() throws IOException {
        Path model = folder.resolve("bold");
        jar.answer("export", "--in", "builtin:tiny", "--format", "huggingface", "--out", model.toString());
        Path tokenizer = model.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\"BIRD\"", "\"\\u001b[1m\""));
        for (String[] command : new String[][] {
            {"complete", "--model", model.toString(), "--prompt", "cat dog bird >", "--max-tokens", "1"},
            {"tokenize", "--model", "builtin:stories260k", "--decode", "30"}}) {
            assertEquals(0x1b, jar.answer(command).strip().charAt(0));
            String shown = new String(jar.atTerminal(command).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(shown.contains("\\u001b"), shown);
        }
    }

    /// As in a small container.
    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutFontsThereAreNoPlots() throws IOException {
        Path none = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig/>");
        Path data = Files.writeString(folder.resolve("data.jsonl"),
                "{\"prompt\": \"cat dog >\", \"answer\": \"dog\"}\n");
        Path out = folder.resolve("lora");
        Jar.Outcome run = jar.run(
                Map.of("FONTCONFIG_FILE", none.toString(), "JAVA_TOOL_OPTIONS", "-Duser.home=" + folder),
                "lora", "--model", "builtin:tiny", "--data", data.toString(), "--steps", "1", "--batch", "1",
                "--backend", "scalar", "--out", out.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains(out.resolve("loss.svg") + ": needs fonts to be drawn"), run.err());
        assertTrue(Files.readString(out.resolve("loss.svg")).contains(">loss.svg: needs fonts to be drawn"));
        assertTrue(Files.exists(out.resolve("adapter_config.json")) && !Files.exists(out.resolve("loss.png")));
    }

    /// To be read as another name, it would be written there.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aNameThatIsNotTextIsRefused() throws IOException {
        List<String> command = List.of("sh", "-c", "exec \"$@\" \"$0/$(printf 'a\\377')\"", folder.toString(),
                Jar.java(), "-jar", jar.jar().toString(), "generate", "--describe", "Sort the words.", "--out");
        for (String locale : List.of("C.UTF-8", "C")) {
            Jar.Outcome run = Jar.start(Map.of("T2L_HOME", Jar.HOME.toString(), "LC_ALL", locale), command);
            assertEquals(2, run.code(), run.err());
            assertEquals(1, run.errLines().size(), run.err());
            assertTrue(run.err().startsWith("error: arguments: "), run.err());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNotAReaderWhoHasGoneAway() {
        Map<String, String> environment = Map.of("T2L_HOME", Jar.HOME.toString(), "LC_ALL", "C");
        for (String[] end : new String[][] {
            {"exec \"$@\" >/dev/full", "error: stdout: cannot be written: No space left on device"},
            {"{ \"$@\"; echo $? >&3; } 3>&2 | true", "141"}}) {
            Jar.Outcome run = Jar.start(environment, List.of("sh", "-c", end[0], "sh", Jar.java(), "-jar",
                    jar.jar().toString(), "tokenize", "--model", "builtin:tiny", "a"));
            assertEquals(end[1], run.err().strip());
        }
    }

    @Test
    void onAFullDiskNothingHalfDoneIsLeft() throws IOException {
        Path stories = GoldenFile.path("transformer/stories260K");
        for (String to : List.of("merged", "merged.gguf")) {
            jar.cramped(300_000, "merge", "--model", stories + "/hf", "--adapter", stories + "/lora/test-lora-r4",
                    "--out", folder.resolve(to).toString()).refuses(1, "cannot be written");
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void oneUseOfASmallModelNeedsNoVectorsAndSaysTheSame() {
        String[] command = {"complete", "--model", "builtin:tiny", "--describe", "Translate each word into French.",
            "--prompt", "dog cat bird >", "--verbose"};
        Jar.Outcome brief = jar.run(command);
        assertEquals("chien chat oiseau", brief.out().strip());
        assertTrue(brief.err().contains(" on scalar, "), brief.err());
        String[] named = Arrays.copyOf(command, command.length + 2);
        named[command.length] = "--backend";
        named[command.length + 1] = "auto";
        Jar.Outcome whole = jar.run(named);
        assertEquals(brief.out(), whole.out());
        assertTrue(whole.err().contains(" on simd/"), whole.err());
    }

    @Test
    void whatTheLibraryLogsIsAPlainLine() {
        Jar.Outcome run = jar.run("generate", "--describe", "word ".repeat(300), "--out", folder + "/out").succeeds();
        assertTrue(run.err().startsWith("encoder: reads at most 256 tokens"), run.err());
    }

    @Test
    void aClosedStdinIsAnEmptyOne() {
        for (String stay : List.of("0", "1")) {
            List<String> command = List.of("sh", "-c", "exec \"$@\" <&-", "sh", Jar.java(), "-jar",
                    jar.jar().toString(), "tokenize", "--model", "builtin:tiny");
            Map<String, String> environment = Map.of("T2L_HOME", Jar.HOME.toString(), "T2L_NO_RELAUNCH", stay);
            assertEquals(jar.feed("", "tokenize", "--model", "builtin:tiny").out(),
                    Jar.start(environment, command).out());
        }
        List<String> chat = List.of("sh", "-c", "exec \"$@\" <&-", "sh", Jar.java(), "-jar", jar.jar().toString(),
                "chat", "--model", "builtin:tiny");
        Jar.Outcome run = Jar.start(Map.of("T2L_HOME", Jar.HOME.toString()), chat).succeeds();
        assertEquals("", run.out());
    }

    @Test
    void withoutAPlaceForTheStartCacheItRunsAllTheSame() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Jar.Outcome run = jar.run(Map.of("T2L_HOME", file.toString()), "inspect", "--json");
        assertEquals(0, run.code());
        assertEquals("", run.err());
        assertEquals(0, jar.run(Map.of("T2L_HOME", file.toString()), "learn", "--quiet").code());
    }

    @Test
    void aPathMayHoldSpacesAndLetters() throws IOException {
        Path copy = Files.copy(jar.jar(),
                Files.createDirectory(folder.resolve("a path with späces")).resolve("t 2 l.jar"));
        Map<String, String> environment = Map.of("LC_ALL", "C.UTF-8", "T2L_HOME", "/dev/null/none");
        Jar.Outcome run = new Jar(copy, folder).run(environment, "inspect", "--json").succeeds();
        assertTrue(run.out().startsWith("{"), run.out());
    }

    @Test
    void theExampleOfTheReadmeRunsInAProgramOfItsOwn() {
        Jar.Outcome run = Jar.start(Map.of("T2L_HOME", Jar.HOME.toString()),
                List.of(Jar.java(), "@" + jar.jar().resolveSibling("t2l.args"), "-cp", jar.jar().toString(),
                        System.getProperty("t2l.root") + "/docs/examples/InProcess.java"));
        assertEquals("oiseau", run.out().strip(), run.err());
    }

    @Test
    void aProgramWithoutVectorsIsToldOnce() {
        Jar.Outcome run = Jar.start(Map.of("T2L_HOME", Jar.HOME.toString()),
                List.of(Jar.java(), "-cp", jar.jar().toString(),
                        System.getProperty("t2l.root") + "/docs/examples/InProcess.java"));
        assertEquals("oiseau", run.out().strip(), run.err());
        assertEquals(2, run.err().split("--add-modules=jdk.incubator.vector", -1).length, run.err());
    }

    @Test
    void theJavaThatRunsMavenStartsItToo() throws IOException {
        String java = Path.of(System.getProperty("t2l.other.java"), "bin", "java").toString();
        Map<String, String> environment = Map.of("T2L_HOME", Jar.HOME.toString(), "T2L_JAVA_HOME",
                System.getProperty("java.home"));
        Jar.Outcome run = Jar.start(environment, List.of(java, "-jar", jar.jar().toString(), "inspect", "--json"))
                .succeeds();
        assertEquals(true, backend(JSON.std.mapFrom(run.out()), "simd").get("available"));
    }

    @Test
    void anyJavaCanReadTheLauncher() throws IOException {
        try (JarFile file = new JarFile(jar.jar().toFile())) {
            List<JarEntry> launcher = file.stream()
                    .filter(e -> e.getName().matches("t2l/app/(Main|launch/.*)\\.class")).toList();
            assertTrue(launcher.size() >= 5, launcher.toString());
            for (JarEntry entry : launcher) {
                try (DataInputStream in = new DataInputStream(file.getInputStream(entry))) {
                    in.readInt();
                    in.readUnsignedShort();
                    assertEquals(52, in.readUnsignedShort(), entry.getName());
                }
            }
        }
    }

    @Test
    void noEntryTellsWhenItWasBuilt() throws IOException {
        try (JarFile file = new JarFile(jar.jar().toFile())) {
            assertEquals(1, file.stream().filter(e -> e.getName().startsWith("t2l/")).map(JarEntry::getTimeLocal)
                    .distinct().count());
        }
    }

    private static Map<?, ?> backend(Map<String, Object> machine, String name) {
        return ((List<?>) machine.get("backends")).stream().map(b -> (Map<?, ?>) b)
                .filter(b -> b.get("name").equals(name)).findFirst().orElseThrow();
    }

    private static Path onlyFileIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertEquals(1, all.size(), all.toString());
            return all.getFirst();
        }
    }
}
