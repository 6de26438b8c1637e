package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import t2l.GoldenFile;
import t2l.tensor.Tensor;

/// The goldens of the hypernetwork: made by the reference itself, see `README.md` beside them.
final class Golden {
    /// A file or directory below `t2l/hypernet`; fails if it is missing.
    static Path path(String name) {
        return GoldenFile.path("hypernet/" + name);
    }

    /// Every element within `tolerance` of the golden's largest absolute value.
    static void close(String what, Tensor golden, Tensor actual, double tolerance) {
        assertTrue(golden.size() == actual.size(), what + ": " + golden + " against " + actual);
        double largest = 0;
        for (long i = 0; i < golden.size(); i++) {
            largest = Math.max(largest, Math.abs(golden.get(i)));
        }
        for (long i = 0; i < golden.size(); i++) {
            double difference = Math.abs(golden.get(i) - actual.get(i));
            assertTrue(difference <= tolerance * largest,
                    what + "[" + i + "]: " + golden.get(i) + " against " + actual.get(i));
        }
    }
}
