package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import java.net.http.*;
import module java.base;
import org.junit.jupiter.api.*;

/// Another project gets t2l from a repository, as docs/java.md says, and uses it: on the class path, on the module path, on
/// a Java made by `jlink` that has the flags in it, and in Spring Boot.
@Order(1)
class InstallIT {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root"));
    /// Of the docs: what the project depends on, and what it does.
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```(xml|java)\\n(.*?)^```");
    private static final Pattern MODULE = Pattern.compile("(?m)^    <module>(.*)</module>");

    /// Not a temporary directory of JUnit's, which would warn of the links in it.
    private static final Path FOLDER = ROOT.resolve("tests/target/install").toAbsolutePath().normalize();

    private static Path repository;
    /// Of the project.
    private static String dependencies;
    private static String whole;
    private static Path classes;
    /// The jars of the project's dependencies.
    private static String jars;

    /// Installs what this build made into a repository of its own, which shares all other artifacts with that of this
    /// build, and builds the project from it.
    @BeforeAll
    static void installsAndBuilds() throws IOException {
        removes();
        Path checkout = Files.createDirectories(FOLDER.resolve("checkout"));
        run(checkout, "cp", "-Rp", path(".mvn"), path("pom.xml"), ".");
        List<String> modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml"))).results()
                .map(module -> module.group(1)).filter(module -> !module.equals("gpu/tornado")).toList();
        for (String module : modules) {
            Path target = Files.createDirectories(checkout.resolve(module + "/target"));
            run(target.getParent(), "cp", "-p", path(module + "/pom.xml"), ".");
            if (Files.exists(ROOT.resolve(module + "/target/maven-archiver")) && !module.endsWith("spark")) {
                run(target, "sh", "-c", "cp -Rp \"$0\"/classes \"$0\"/maven-archiver \"$0\"/*.jar .",
                        path(module + "/target"));
            }
        }
        repository = Files.createDirectory(FOLDER.resolve("repository"));
        try (Stream<Path> groups = Files.list(Path.of(System.getProperty("t2l.maven.repository")))) {
            for (Path group : groups.filter(group -> !group.endsWith("t2l")).toList()) {
                Files.createSymbolicLink(repository.resolve(group.getFileName()), group);
            }
        }
        // Without spark, which may be built beside these tests.
        maven(checkout, "install", "-pl", "!integrations/spark", "-DskipTests", "-Dmaven.main.skip",
                "-Dmaven.test.skip", "-Dexec.skip",
                "-Dformatter.skip", "-Dspotless.check.skip");

        List<MatchResult> examples = EXAMPLE.matcher(Files.readString(ROOT.resolve("docs/java.md"))).results().toList();
        dependencies = first(examples, "xml");
        whole = examples.stream().filter(example -> example.group(1).equals("xml")).skip(1).findFirst().orElseThrow()
                .group(2);
        classes = FOLDER.resolve("project/target/classes");
        jars = compiles("project", dependencies, first(examples, "java"));
        assertTrue(jars.contains(repository + "/t2l/t2l-hypernet/"), jars);
    }

    @Test
    void theWholePomOfTheDocsBuilds() throws IOException {
        Path project = FOLDER.resolve("whole");
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.copy(ROOT.resolve("docs/examples/InProcess.java"), sources.resolve("InProcess.java"));
        Files.writeString(project.resolve("pom.xml"), whole.replace("<plugins>", "<plugins>" + plugin("resources")));
        maven(project, "compile");
        assertTrue(Files.exists(project.resolve("target/classes/InProcess.class")));
    }

    /// Compiles a project with one file, `Example.java`; returns the jars of its dependencies.
    private static String compiles(String name, String dependencies, String source) throws IOException {
        Path project = FOLDER.resolve(name);
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(project.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                <modelVersion>4.0.0</modelVersion>
                <groupId>project</groupId><artifactId>project</artifactId><version>1</version>
                <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                </properties>
                %s
                <build><pluginManagement><plugins>%s</plugins></pluginManagement></build>
                </project>
                """.formatted(dependencies, plugin("resources") + plugin("compiler") + plugin("dependency")));
        Files.writeString(sources.resolve("Example.java"), source);
        maven(project, "compile", "dependency:build-classpath", "-Dmdep.outputFile=" + project.resolve("jars"));
        return Files.readString(project.resolve("jars")).strip();
    }

    @AfterAll
    static void removes() {
        assertEquals(0, Jar.start(Map.of(), List.of("rm", "-rf", FOLDER.toString())).code());
    }

    private static String first(List<MatchResult> examples, String language) {
        return examples.stream().filter(example -> example.group(1).equals(language)).findFirst().orElseThrow()
                .group(2);
    }

    /// A plugin in the version that this build uses.
    private static String plugin(String name) throws IOException {
        return Pattern.compile("<plugin>\\s+<groupId>org.apache.maven.plugins</groupId>\\s+<artifactId>maven-" + name
                + "-plugin</artifactId>\\s+<version>.*</version>").matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results().findFirst().orElseThrow().group() + "</plugin>";
    }

    @Test
    void theExampleIsThatOfTheDocs() throws IOException {
        assertEquals(Files.readString(ROOT.resolve("docs/examples/InProcess.java")).replaceAll("(?m)^///.*\\n", ""),
                Files.readString(FOLDER.resolve("project/src/main/java/Example.java")));
    }

    @Test
    void onTheClassPathItNeedsTheFlags() {
        assertEquals("oiseau", run(FOLDER, Jar.java(), "@" + flags(), "-cp", classes + File.pathSeparator + jars,
                "Example").strip());
    }

    @Test
    void onTheModulePathItNeedsNoFlag() throws IOException {
        Path hypernet = Path.of(Stream.of(jars.split(File.pathSeparator)).filter(jar -> jar.contains("t2l-hypernet"))
                .findFirst().orElseThrow());
        assertFalse(ModuleFinder.of(hypernet).find("t2l.hypernet").orElseThrow().descriptor().isAutomatic());
        assertEquals("oiseau 24 layers",
                run(FOLDER, Jar.java(), "--enable-native-access=t2l.tensor", "-p", module() + File.pathSeparator + jars,
                        "-m", "outside/outside.Main").strip());
    }

    @Test
    void anImageWithTheFlagsNeedsNone() throws IOException {
        Path image = FOLDER.resolve("image");
        run(FOLDER, tool("jlink"), "--output", image.toString(), "--add-modules",
                "java.logging,jdk.incubator.vector,jdk.management", "--add-options="
                        + String.join(" ", Files.readAllLines(flags())));
        String java = image.resolve("bin/java").toString();
        assertEquals("oiseau", run(FOLDER, java, "-cp", classes + File.pathSeparator + jars, "Example").strip());
        assertEquals("oiseau 24 layers",
                run(FOLDER, java, "-p", module() + File.pathSeparator + jars, "-m", "outside/outside.Main").strip());
    }

    /// With LangChain4j: an AI Service that has an adapter, a stream, embeddings, an answer as a record, and a tool.
    @Test
    void langChain4jUsesIt() throws IOException {
        String version = Pattern.compile("<langchain4j.version>(.*)<")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results().findFirst().orElseThrow().group(1);
        String t2l = dependencies.replace("t2l-hypernet", "t2l-langchain4j");
        String both = t2l.substring(0, t2l.lastIndexOf("</dependencies>")) + """
                <dependency><groupId>dev.langchain4j</groupId><artifactId>langchain4j</artifactId>
                <version>%s</version></dependency></dependencies>
                """.formatted(version);
        String service = compiles("service", both,
                """
                        import com.fasterxml.jackson.annotation.JsonProperty;
                        import dev.langchain4j.agent.tool.Tool;
                        import dev.langchain4j.model.chat.request.ToolChoice;
                        import dev.langchain4j.model.chat.response.*;
                        import dev.langchain4j.service.*;
                        import t2l.*;
                        import t2l.langchain4j.*;

                        interface Words {
                            @UseAdapter("Take the last word and say it in French.")
                            String french(String words);
                        }

                        enum Colour { RED, BLACK }

                        record Cat(@JsonProperty(required = true) Colour colour, @JsonProperty(required = true) boolean asleep) {}

                        interface Cats {
                            Cat in(String story);

                            Result<String> find(String what);
                        }

                        class Animals {
                            @Tool("Finds a cat.")
                            String cat(Colour colour) {
                                return "A cat.";
                            }
                        }

                        void main(String[] arguments) throws Exception {
                            try (T2l t2l = T2l.open("builtin:tiny")) {
                                IO.println(AdaptedService.create(Words.class, t2l).french("cat dog bird >"));
                                var pieces = new ArrayList<String>();
                                var over = new CompletableFuture<ChatResponse>();
                                new T2lStreamingChatModel(t2l, AdapterChoice.describe("reverse the words")).chat("cat dog bird >",
                                        new StreamingChatResponseHandler() {
                                            @Override
                                            public void onPartialResponse(String piece) {
                                                pieces.add(piece);
                                            }

                                            @Override
                                            public void onCompleteResponse(ChatResponse response) {
                                                over.complete(response);
                                            }

                                            @Override
                                            public void onError(Throwable error) {
                                                over.completeExceptionally(error);
                                            }
                                        });
                                IO.println(over.get().aiMessage().text().equals(String.join("", pieces)) + " " + pieces);
                                IO.println(new T2lEmbeddingModel(t2l).embed("a cat").content().dimension());
                            }
                            try (T2l t2l = T2l.builder().model("builtin:stories260k").chatTemplate(arguments[0]).open()) {
                                Cats plain = AiServices.create(Cats.class, new T2lChatModel(t2l));
                                IO.println(plain.in("A cat sleeps.").colour() != null);
                                var calling = T2lChatRequestParameters.builder().maxOutputTokens(100)
                                        .toolChoice(ToolChoice.REQUIRED).build();
                                Cats finder = AiServices.builder(Cats.class).tools(new Animals())
                                        .chatModel(new T2lChatModel(t2l, calling, List.of())).build();
                                IO.println(finder.find("Find a cat.").toolExecutions().getFirst().result());
                            }
                        }
                        """);
        Path template = Files.writeString(FOLDER.resolve("turns.jinja"), "{% if tools %}\"parameters\": {% endif %}"
                + "{% for m in messages %}{{ m.role }} {{ m.content }} {% endfor %}");
        assertEquals(List.of("oiseau", "true [bird,  dog,  cat]", "384", "true", "A cat."), run(FOLDER, Jar.java(),
                "@" + flags(), "-cp", FOLDER.resolve("service/target/classes") + File.pathSeparator + service,
                "Example", template.toString()).strip().lines().toList());
    }

    /// `docs/examples/testkit`: an operation and a backend, tested as ours are, and a wrong gradient that is found.
    @Test
    void aProjectTestsItsOwnOperationAndBackend() throws IOException {
        run(FOLDER, "cp", "-Rp", path("docs/examples/testkit"), ".");
        maven(FOLDER.resolve("testkit"), "test");
        for (String test : List.of("SoftplusTest", "OwnBackendTest")) {
            String report = Files.readString(FOLDER.resolve("testkit/target/surefire-reports/" + test + ".txt"));
            assertTrue(report.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0"), report);
        }
    }

    /// `docs/examples/spring` as one jar: what it answers, what its operators see, and its end.
    @Test
    void springBootStartsItWithOneProperty() throws IOException, InterruptedException {
        Path example = FOLDER.resolve("spring");
        run(FOLDER, "cp", "-Rp", path("docs/examples/spring"), ".");
        maven(example, "package");
        Path log = FOLDER.resolve("spring.log");
        Process process = new ProcessBuilder(Jar.java(), "@" + flags(), "-jar",
                example.resolve("target/words-1.jar").toString(), "--server.port=0")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            Pattern started = Pattern.compile("Tomcat started on port (\\d+)");
            Optional<String> port = Optional.empty();
            while (port.isEmpty()) {
                assertFalse(process.waitFor(100, TimeUnit.MILLISECONDS), () -> "it has ended; see " + log);
                port = started.matcher(Files.readString(log)).results().map(found -> found.group(1)).findFirst();
            }
            String url = "http://localhost:" + port.get();
            assertEquals("oiseau", get(url + "/french?words=cat+dog+bird").strip());
            assertEquals("data:bird\n\ndata: dog\n\ndata: cat",
                    get(url + "/any?words=cat+dog+bird&task=reverse+the+words").strip());
            assertTrue(get(url + "/actuator/health").contains("\"t2l\":{"), "t2l is part of its health");
            assertFalse(get(url + "/actuator/metrics/t2l.tokens.decoded").contains("\"value\":0.0"));
            process.destroy();
            assertEquals(143, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(log);
        assertFalse(said.contains("WARN ") || said.contains("--add-modules"), said);
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return response.body();
        }
    }

    /// A module that uses all models of the jars that a hypernetwork comes with.
    private static Path module() throws IOException {
        Path module = FOLDER.resolve("outside");
        if (Files.exists(module)) return module;
        Path sources = Files.createDirectories(FOLDER.resolve("sources/outside"));
        Files.writeString(sources.resolveSibling("module-info.java"), "module outside { requires t2l.hypernet; }");
        Files.writeString(sources.resolve("Main.java"),
                """
                        package outside;

                        import java.lang.foreign.Arena;

                        import java.util.List;

                        import t2l.T2l;

                        import t2l.hypernet.TextToLora;

                        import t2l.tensor.Parallel;

                        import t2l.tensor.backend.Backends;

                        import t2l.tensor.backend.Kernels;

                        final class Main {
                            public static void main(String[] args) {
                                try (T2l t2l = T2l.open("builtin:tiny"); Parallel threads = new Parallel(1);
                                        Kernels kernels = Backends.open("auto", threads);
                                        TextToLora network = TextToLora.open("builtin:qwen2.5-coder-0.5b", kernels);
                                        Arena arena = Arena.ofShared()) {
                                    String answer = t2l.complete("cat dog bird >",
                                            t2l.generate("Take the last word and say it in French."));
                                    long layers = network.generate(List.of("Sort the words."), arena).getFirst().lora().updates()
                                            .keySet().stream().map(path -> path.replaceAll("\\\\D+", " ")).distinct().count();
                                    System.out.println(answer.strip() + " " + layers + " layers");
                                }
                            }
                        }
                        """);
        run(FOLDER, tool("javac"), "-d", module.toString(), "-p", jars, sources.resolveSibling("module-info.java")
                .toString(), sources.resolve("Main.java").toString());
        return module;
    }

    private static Path flags() {
        return Jar.built().jar().resolveSibling("t2l.args").toAbsolutePath();
    }

    private static String tool(String name) {
        return Path.of(Jar.java()).resolveSibling(name).toString();
    }

    private static String path(String below) {
        return ROOT.resolve(below).toAbsolutePath().normalize().toString();
    }

    private static void maven(Path project, String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "JAVA_HOME=" + System.getProperty("java.home"),
                "MAVEN_OPTS=-XX:TieredStopAtLevel=1", System.getProperty("t2l.maven"), "-B", "-q",
                "-Dstyle.color=never", "-Dmaven.repo.local=" + repository));
        command.addAll(List.of(arguments));
        run(project, command.toArray(String[]::new));
    }

    /// Runs a program that must succeed, and that must not fall back to plain loops; returns what it says on stdout.
    private static String run(Path where, String... command) {
        List<String> there = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", where.toString()));
        there.addAll(List.of(command));
        Jar.Outcome outcome = Jar.start(Map.of("T2L_HOME", FOLDER.resolve("home").toString()), there);
        assertEquals(0, outcome.code(), () -> String.join(" ", command) + "\n" + outcome.out() + outcome.err());
        assertFalse(outcome.err().contains("--add-modules"), outcome.err());
        return outcome.out();
    }
}
