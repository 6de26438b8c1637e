package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/// Goldens of the scorers, made by `make.py` beside them.
final class EvalGolden {
    private EvalGolden() {}

    /// A file below `t2l/hypernet/eval`; fails if it is missing.
    static Path path(String name) {
        URL found = EvalGolden.class.getResource("/t2l/hypernet/eval/" + name);
        assertTrue(found != null, "golden missing: " + name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
