package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The steps of the Dockerfile, without a container: the image of Java is linked, the server in it started, its health checked.
/// What is in the container passes the same smoke test as the jar alone.
@EnabledOnOs(OS.LINUX)
class DockerfileIT {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root"));

    @TempDir
    Path folder;

    @Test
    void itsServerIsHealthy() throws IOException, InterruptedException {
        String port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = Integer.toString(free.getLocalPort());
        }
        String text = Files.readString(ROOT.resolve("app/Dockerfile")).replace("\\\n", "")
                .replace("/opt/t2l", folder.resolve("t2l").toString()).replace("8080", port);
        Map<String, String> environment = Map.of("T2L_HOME", folder.toString(), "T2L_API_KEY", "key", "PATH",
                Path.of(Jar.java()).getParent() + ":" + System.getenv("PATH"));
        for (String step : List.of("RUN (jlink .*)", "RUN (cp .*)")) {
            shell(environment, line(text, step));
        }
        List<String> command = new ArrayList<>(JSON.std.listOfFrom(String.class, line(text, "ENTRYPOINT (.*)")));
        command.addAll(JSON.std.listOfFrom(String.class, line(text, "CMD (.*)")));
        command.addAll(List.of("--port", port));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process server = builder.start();
        try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
            String said = "";
            for (String line = out.readLine(); line != null && !line.startsWith("http"); line = out.readLine()) {
                said += line + "\n";
            }
            assertTrue(server.isAlive(), said);
            shell(environment, line(text, "HEALTHCHECK .*?CMD (.*)"));
        } finally {
            server.destroy();
        }
        assertEquals(0, server.waitFor());
        smoke(Map.of("T2L_HOME", folder.toString()),
                JSON.std.listOfFrom(String.class, line(text, "ENTRYPOINT (.*)")));
    }

    @Test
    void theJarPassesTheSmokeTest() {
        smoke(Map.of("T2L_HOME", Jar.HOME.toString()),
                List.of(Jar.java(), "-jar", Jar.built().jar().toAbsolutePath().toString()));
    }

    private static void smoke(Map<String, String> environment, List<String> program) {
        shell(environment, "exec tests/src/build/smoke.sh '" + String.join("' '", program) + "'");
    }

    private static String line(String text, String step) {
        var found = Pattern.compile("(?m)^" + step + "$").matcher(text);
        assertTrue(found.find(), step);
        return found.group(1);
    }

    private static void shell(Map<String, String> environment, String step) {
        Jar.Outcome outcome = Jar.start(environment, List.of("sh", "-c", "cd '" + ROOT + "' && " + step));
        assertEquals(0, outcome.code(), () -> step + "\n" + outcome.out() + outcome.err());
    }
}
