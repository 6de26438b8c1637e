package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitMix64Test {
    @Property(tries = 50)
    void isTheMixerOfSplittableRandom(@ForAll long seed) {
        var ours = new SplitMix64(seed);
        var theirs = new SplittableRandom(seed);
        for (int i = 0; i < 10; i++) {
            assertEquals(theirs.nextLong(), ours.next());
        }
    }

    @Test
    void aNameIsHashedAsFnv1a() {
        assertEquals(0xCBF29CE484222325L, SplitMix64.fnv1a(""));
        assertEquals(0xAF63DC4C8601EC8CL, SplitMix64.fnv1a("a"));
        assertEquals(0x85944171F73967E8L, SplitMix64.fnv1a("foobar"));
        assertEquals(new SplitMix64(SplitMix64.fnv1a("pre/é/7")).next(), SplitMix64.named("pre", "é", 7).next());
    }

    @Property(tries = 50)
    void belowAndUnitKeepTheirRanges(@ForAll long seed, @ForAll @IntRange(min = 1) int bound) {
        var draws = new SplitMix64(seed);
        for (int i = 0; i < 20; i++) {
            int drawn = draws.below(bound);
            assertTrue(0 <= drawn && drawn < bound);
            double unit = draws.unit();
            assertTrue(0 <= unit && unit < 1);
        }
    }

    @Property(tries = 30)
    void aShuffleIsAPermutation(@ForAll long seed, @ForAll @IntRange(max = 40) int size) {
        List<Integer> items = IntStream.range(0, size).boxed().toList();
        var shuffled = new ArrayList<>(items);
        new SplitMix64(seed).shuffle(shuffled);
        assertEquals(items, shuffled.stream().sorted().toList());
    }

    @Property(tries = 30)
    void aSampleHasNoPlaceTwice(@ForAll long seed, @ForAll @IntRange(max = 20) int count) {
        List<Integer> pool = IntStream.range(0, 20).boxed().toList();
        List<Integer> sample = new SplitMix64(seed).sample(pool, count);
        assertEquals(count, new HashSet<>(sample).size());
        assertTrue(pool.containsAll(sample));
    }

    @Test
    void aSampleLargerThanItsPoolIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SplitMix64(0).sample(List.of(1, 2), 3));
    }
}
