package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HypermodPlaceTest {
    /// From the working directory `checkpoints/`, the name `it_5` alone has no parent.
    @Test
    void aCheckpointHasItsDirectoryHoweverItIsNamed(@TempDir Path run)
            throws IOException {
        Path weights = run.resolve("checkpoints/it_5.safetensors");
        Files.createDirectories(weights.getParent());
        Files.createFile(weights);
        Path relative = Path.of("").toAbsolutePath().relativize(weights);
        assertTrue(HypermodPlace.find(relative).isEmpty());
        Files.createFile(run.resolve(Arguments.FILE));
        Optional<HypermodPlace> wanted = Optional.of(new HypermodPlace(run, weights));
        assertEquals(wanted, HypermodPlace.find(weights));
        assertEquals(wanted, HypermodPlace.find(relative));
        assertEquals(wanted, HypermodPlace.find(relative.resolveSibling("it_5")));
    }
}
