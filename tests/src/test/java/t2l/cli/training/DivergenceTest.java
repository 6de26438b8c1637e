package t2l.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DivergenceTest {
    /// The steps after which something is said, of 200.
    private static List<Integer> said(IntToDoubleFunction losses) {
        var divergence = new Divergence();
        return IntStream.rangeClosed(1, 200).filter(i -> divergence.after(losses.applyAsDouble(i)).isPresent()).boxed()
                .toList();
    }

    /// The loss of the first try on SmolLM2: from 8.0 to 9.9 in 18 steps.
    @Test
    void aRiseIsSaidEarlyAndOnce() {
        List<Integer> steps = said(i -> 8 + 1.9 * i / 18);
        assertEquals(1, steps.size());
        assertTrue(steps.getFirst() <= 24, steps.toString());
    }

    @Test
    void whatIsSaidHasTheNumbersAndTheSettings() {
        var divergence = new Divergence();
        String said = IntStream.range(0, 12).mapToObj(i -> divergence.after(i < 4 ? 2 + i : 10 + i))
                .flatMap(Optional::stream).findFirst().orElseThrow();
        assertEquals("the loss rose from 5.0000 to 17.5000; this training may diverge: try a lower learning rate, more "
                + "warm-up or a smaller scale of the adapters (lr, warmup_frac, lora_alpha)", said);
    }

    /// Whatever the noise, a loss that falls or stays is not taken for one that rises.
    @Property
    void noiseIsNotDivergence(@ForAll @DoubleRange(min = 0.01, max = 12) double start,
            @ForAll @DoubleRange(min = 0, max = 0.1) double fall, @ForAll @DoubleRange(min = 0, max = 0.3) double noise,
            @ForAll long seed) {
        var random = new Random(seed);
        assertEquals(List.of(), said(i -> start * Math.exp(-fall * i) * (1 + noise * (2 * random.nextDouble() - 1))));
    }

    /// A run that has learned and then breaks.
    @Property
    void aLateBreakIsSaid(@ForAll @IntRange(min = 20, max = 180) int at) {
        assertEquals(List.of(at + Divergence.LAST - 1), said(i -> i < at ? 7 * Math.exp(-0.02 * i) : 9));
    }
}
