package t2l;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.app.Cli;

/// Messages of the libraries are for programs that have no command line.
class LibraryMessagesTest {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));

    @ParameterizedTest
    @ValueSource(strings = {"tensor", "autograd", "transformer", "hypernet", "gpu", "integrations/mpi",
        "integrations/langchain4j", "integrations/spring", "tests/kit"})
    void aLibraryNamesNoOption(String module) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                List<String> found = Files.readAllLines(file).stream()
                        .filter(line -> !line.strip().startsWith("//") && line.matches(".*\"[^\"]*--[a-z].*"))
                        .filter(line -> !line.contains("--add-modules=jdk.incubator.vector")).toList();
                assertEquals(List.of(), found, file.toString());
            }
        }
    }

    @Test
    void theCommandLineNamesItsOption() {
        assertEquals("name it in --t2l, or choose one in --chat-template",
                Cli.withOptions("name it in the setting hypernetwork, or choose one in the setting chatTemplate"));
    }
}
