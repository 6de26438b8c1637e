package t2l.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// Files of other tests that commands are tried on.
final class Goldens {
    private Goldens() {}

    /// The path of a file or directory below `t2l` among the test resources; fails if it is missing.
    static String path(String name) {
        URL found = Goldens.class.getResource("/t2l/" + name);
        assertTrue(found != null, "golden missing: " + name);
        try {
            return Path.of(found.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
