package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.GoldenFile;

/// Means and deviations have the bits of torch; the golden is made by `spreads.py` beside it.
class OraclesTest {
    @Test
    void spreadsAreRoundedAsTorchRoundsThem() throws IOException {
        Map<String, Object> golden = JSON.std.mapFrom(Files.readString(GoldenFile.path("hypernet/data/spreads.json")));
        for (Object each : (List<?>) golden.get("cases")) {
            Map<?, ?> c = (Map<?, ?>) each;
            float[] numbers = new float[(Integer) c.get("n")];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) ((i + 1) * 2654435761L % (1L << 32) / 0x1p32 - 0.5);
            }
            assertEquals(((Number) c.get("mean")).floatValue(), Oracles.mean(numbers), "mean of " + numbers.length);
            assertEquals(((Number) c.get("std")).floatValue(), Oracles.deviation(numbers), "of " + numbers.length);
        }
    }

    @Test
    void oneNumberDoesNotDeviate() {
        assertEquals(0, Oracles.deviation(new float[] {3}));
        assertEquals(3, Oracles.mean(new float[] {3}));
    }
}
