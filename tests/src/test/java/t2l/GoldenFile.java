package t2l;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// The files that tests are held to. Beside each is the script that made it, or a README that says how it was made.
public final class GoldenFile {
    private GoldenFile() {}

    /// A file or directory below `t2l` among the test resources; fails if it is missing.
    public static Path path(String name) {
        URL found = GoldenFile.class.getResource("/t2l/" + name);
        assertTrue(found != null, "golden missing: " + name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
