package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `t2l` in a checkout: it builds the jar when it has to, with the JDK that runs it, and says what is missing.
class ScriptIT extends ProgramIT {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root"));
    private static final Path HOME = Path.of(System.getProperty("java.home"));
    private static final String FINDER = "app/src/main/java/t2l/app/launch/Jdk.java";
    /// What the script runs, besides Java and Maven.
    private static final String[] TOOLS = {"basename", "cat", "cp", "dirname", "find", "grep", "head", "mkdir",
        "mktemp", "rm", "sh", "stty", "tr", "uname"};

    @TempDir
    Path folder;

    private Path root;
    private Path maven;
    private final Map<String, String> environment = new HashMap<>();

    /// A checkout without a jar, on a machine without Maven.
    @BeforeEach
    void checkout() throws IOException {
        root = Files.createDirectories(folder.resolve("a checkout"));
        Files.copy(ROOT.resolve("t2l"), root.resolve("t2l"));
        Files.createDirectories(root.resolve(FINDER).getParent());
        Files.createDirectory(root.resolve(".mvn"));
        Files.copy(ROOT.resolve(".mvn/java.sh"), root.resolve(".mvn/java.sh"));
        Files.copy(ROOT.resolve(FINDER), root.resolve(FINDER));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.writeString(root.resolve("app/pom.xml"), "<project/>");
        Path tools = Files.createDirectory(folder.resolve("bin"));
        maven = tools.resolve("mvn");
        for (String tool : TOOLS) {
            forwards(tools.resolve(tool), Stream.of(System.getenv("PATH").split(":"))
                    .map(path -> Path.of(path, tool)).filter(Files::isExecutable).findFirst().orElseThrow());
        }
        environment.putAll(Map.of("T2L_HOME", Jar.HOME.toString(), "JAVA_HOME", HOME.toString(), "PATH",
                tools.toString()));
    }

    private static void program(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private static void forwards(Path file, Path to) throws IOException {
        program(file, "exec '" + to + "' \"$@\"");
    }

    /// A Maven that makes the jar, with as much noise as it likes, and says which Java it ran on.
    private void builds(Path file) throws IOException {
        program(file,
                "mkdir app/target; cp '%s' app/target/t2l.jar; echo \"$JAVA_HOME\" >java; printf '\\033[0m'; echo noise >&2"
                        .formatted(Jar.built().jar()));
    }

    private Jar.Outcome run() {
        return Jar.start(environment, List.of("sh", root.resolve("t2l").toString(), "--version"));
    }

    private void isBuiltWith(Path jdk) throws IOException {
        Jar.Outcome run = run().succeeds();
        assertEquals(List.of("t2l: building app/target/t2l.jar"), run.errLines());
        assertEquals(Jar.built().run("--version").out(), run.out());
        assertEquals(jdk.toString(), Files.readString(root.resolve("java")).strip());
    }

    private List<String> fails() {
        Jar.Outcome run = run();
        assertEquals(1, run.code(), run.err());
        assertEquals("", run.out());
        return run.errLines();
    }

    @Test
    void runsTheJarBesideIt() throws IOException {
        Files.createDirectory(root.resolve("app/target"));
        try (Stream<Path> sources = Files.walk(root)) {
            for (Path source : sources.toList()) Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        }
        Files.copy(Jar.built().jar(), root.resolve("app/target/t2l.jar"));
        Jar.Outcome run = run().succeeds();
        assertEquals(Jar.built().run("--version").out(), run.out());
        assertEquals("", run.err());
    }

    @Test
    void buildsWithTheDefaultJava() throws IOException {
        builds(maven);
        isBuiltWith(HOME);
    }

    @Test
    void buildsWithAJdkInAnOddPlaceThatIsNamed() throws IOException {
        builds(maven);
        isBuiltWith(odd());
    }

    /// A JDK in an odd place, which `T2L_JAVA_HOME` names.
    private Path odd() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("odd place/bin")).getParent();
        Files.copy(HOME.resolve("release"), odd.resolve("release"));
        for (String tool : List.of("bin/java", "bin/javac")) forwards(odd.resolve(tool), HOME.resolve(tool));
        environment.put("T2L_JAVA_HOME", odd.toString());
        return odd;
    }

    @Test
    void theWrapperLooksForTheSameJdk() throws IOException {
        Files.copy(ROOT.resolve("mvnw"), root.resolve("mvnw"));
        String url = "https://host/org/apache/maven/maven-1-bin.zip";
        Path properties = root.resolve(".mvn/wrapper/maven-wrapper.properties");
        Files.createDirectory(properties.getParent());
        Files.writeString(properties, "distributionUrl=" + url + "\n");
        Path there = folder.resolve("wrapper/dists/maven-1/" + Integer.toHexString(url.hashCode()) + "/bin");
        program(Files.createDirectories(there).resolve("mvn"), "echo \"$JAVA_HOME\" \"$@\"");
        environment.put("MAVEN_USER_HOME", folder.toString());
        List<String> command = List.of("sh", root.resolve("mvnw").toString(), "validate");
        assertEquals(HOME + " validate\n", Jar.start(environment, command).out());
        assertEquals(odd() + " validate\n", Jar.start(environment, command).out());
        environment.put("T2L_JAVA_HOME", "/odd");
        Jar.start(environment, command).refuses(1, "t2l needs JDK 25 or newer; T2L_JAVA_HOME=/odd holds no JDK");
    }

    @Test
    void withoutMavenTheWrapperBuilds() throws IOException {
        builds(root.resolve("mvnw"));
        isBuiltWith(HOME);
    }

    @Test
    void anOldJavaIsNamedBeforeMavenIsCalled() throws IOException {
        builds(maven);
        Path old = Files.createDirectories(folder.resolve("old/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.15\"");
        program(old.resolve("bin/java"), "exit 1");
        environment.put("T2L_JAVA_HOME", old.toString());
        assertEquals(List
                .of("error: t2l needs JDK 25 or newer; T2L_JAVA_HOME=" + old + " holds Java 17; install one, or name"
                        + " its folder in T2L_JAVA_HOME"),
                fails());
        assertFalse(Files.exists(root.resolve("java")));
    }

    @Test
    void withoutANetworkItSaysThatNothingCanBeFetched() throws IOException {
        program(maven, "echo 'Could not transfer artifact a:b:pom:1: Unknown host'; exit 1");
        assertTrue(fails().getLast().startsWith("error: the build cannot fetch Maven or its dependencies; "));
    }

    @Test
    void aBuildThatFailsIsShown() throws IOException {
        program(maven, "echo 'BUILD FAILURE'; exit 1");
        List<String> said = fails();
        assertEquals("BUILD FAILURE", said.get(1));
        assertTrue(said.getLast().startsWith("error: the build failed; "), said.toString());
    }
}
