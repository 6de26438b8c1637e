package t2l.app.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import t2l.app.train.TrainingLoop.Divergence;

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

    /// Losses that fall, with noise of at most a share of each.
    private static IntToDoubleFunction falling(double start, double fall, double noise, long seed) {
        var random = new Random(seed);
        return i -> start * Math.exp(-fall * i) * (1 + noise * (2 * random.nextDouble() - 1));
    }

    /// Noise of less than a twentieth cannot make one loss a tenth larger than another.
    @Property
    void noiseIsNotDivergence(@ForAll @DoubleRange(min = 0.01, max = 12) double start,
            @ForAll @DoubleRange(min = 0, max = 0.1) double fall,
            @ForAll @DoubleRange(min = 0, max = 0.04) double noise,
            @ForAll long seed) {
        assertEquals(List.of(), said(falling(start, fall, noise, seed)));
    }

    /// Of 10,000 runs that learn nothing, with much noise.
    @Test
    void moreNoiseHardlyEverIs() {
        long alarms = LongStream.range(0, 10_000).filter(seed -> !said(falling(7, 0, 0.3, seed)).isEmpty()).count();
        assertTrue(alarms < 200, alarms + " alarms");
    }

    /// A run that has learned and then breaks.
    @Property
    void aLateBreakIsSaid(@ForAll @IntRange(min = 20, max = 180) int at) {
        assertEquals(List.of(at + Divergence.LAST - 1), said(i -> i < at ? 7 * Math.exp(-0.02 * i) : 9));
    }
}
