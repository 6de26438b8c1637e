package t2l.tensor.ranks;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.T2lException;

/// What ranks agree on.
class RanksTest {
    @Test
    void textsOfAnyLengthArriveInOrder() {
        for (int count : List.of(1, 2, 3, 8)) {
            List<String> texts = IntStream.range(0, count).mapToObj(q -> "ä".repeat(3 * q % 7)).toList();
            ThreadRanks.run(count, ranks -> assertEquals(texts, ranks.all(texts.get(ranks.rank()))));
        }
        assertEquals(List.of("one"), Ranks.alone().all("one"));
    }

    @Test
    void oneIsEnoughForAny() {
        ThreadRanks.run(4, ranks -> {
            assertTrue(ranks.any(ranks.rank() == 3));
            assertFalse(ranks.any(false));
        });
        assertTrue(Ranks.alone().any(true));
        assertFalse(Ranks.alone().any(false));
    }

    @Test
    void theFirstIsDoneBeforeTheOthersGoOn() {
        AtomicInteger done = new AtomicInteger();
        ThreadRanks.run(4, ranks -> {
            for (int round = 1; round <= 1000; round++) {
                int now = round;
                ranks.first(() -> done.set(now));
                assertEquals(now, done.get());
                ranks.any(false); // all have looked
            }
        });
    }

    @Test
    void whatDiffersIsNamed() {
        ThreadRanks.run(3, ranks -> {
            ranks.requireSame("t2l", "1.0");
            T2lException e = assertThrows(T2lException.class,
                    () -> ranks.requireSame("t2l", ranks.rank() == 2 ? "1.1" : "1.0"));
            assertEquals("t2l: needs the same on all ranks, rank 2 has 1.1, rank 0 has 1.0", e.getMessage());
        });
    }

    @Test
    void aRankThatFailsEndsTheOthers() {
        T2lException e = assertThrows(T2lException.class, () -> ThreadRanks.run(4, ranks -> {
            if (ranks.rank() == 1) {
                throw new T2lException("the disk is full");
            }
            ranks.any(false);
        }));
        assertEquals("the disk is full", e.getMessage());
    }
}
