package t2l;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A library is the same on the module path as on the class path.
class ModulesTest {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));

    @ParameterizedTest
    @ValueSource(strings = {"tensor", "autograd", "transformer", "hypernet", "gpu", "integrations/mpi"})
    void aModuleProvidesWhatItsServiceFilesName(String name) throws IOException {
        try (InputStream description = Files.newInputStream(ROOT.resolve(name + "/target/classes/module-info.class"))) {
            assertEquals(services(ROOT.resolve(name + "/src/main/resources/META-INF/services")),
                    ModuleDescriptor.read(description).provides().stream().collect(toMap(
                            ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers)));
        }
    }

    private static Map<String, List<String>> services(Path folder) throws IOException {
        Map<String, List<String>> services = new TreeMap<>();
        if (!Files.exists(folder)) return services;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) services.put(file.getFileName().toString(), Files.readAllLines(file));
        }
        return services;
    }
}
