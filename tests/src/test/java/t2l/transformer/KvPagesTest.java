package t2l.transformer;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;

/// The memory of texts is bounded, and given out in the order of requests.
class KvPagesTest {
    private static final DecoderConfig CONFIG = DecoderConfig.llama(17, 12, 10, 3, 3, 1, 1e-5, 10_000, 64);
    private static final int PAGE = KvPages.POSITIONS;

    private static KvPages pages(int count) {
        return new KvPages(DType.F32, CONFIG, (long) count * PAGE);
    }

    @Test
    void aTextHasRoomForAllOfIt() {
        try (KvPages memory = pages(5)) {
            KvCache three = memory.open(2 * PAGE + 1).orElseThrow();
            assertEquals(Optional.empty(), memory.open(2 * PAGE + 1));
            memory.open(2 * PAGE).orElseThrow().close();
            three.close();
            memory.open(5 * PAGE).orElseThrow().close();
            var e = assertThrows(T2lException.class, () -> memory.open(5 * PAGE + 1));
            assertEquals("memory: needs room for 481 tokens of this text, has 480 for all; allow more memory, or fewer"
                    + " tokens", e.getMessage());
        }
    }

    /// F16 takes half of it, and is usual for models whose longest text takes 64 MiB and more.
    @Test
    void largerModelsKeepHalves() {
        assertEquals(2 * KvPages.bytes(DType.F16, CONFIG), KvPages.bytes(DType.F32, CONFIG));
        assertEquals(DType.F32, KvPages.usual(CONFIG));
        for (int positions : new int[] {4095, 4096}) { // of 16 KiB
            DecoderConfig config = DecoderConfig.llama(17, 128, 10, 16, 2, 2, 1e-5, 10_000, positions);
            assertEquals(positions < 4096 ? DType.F32 : DType.F16, KvPages.usual(config));
        }
        try (KvPages memory = new KvPages(DType.F16, CONFIG, PAGE)) {
            assertEquals(PAGE * KvPages.bytes(DType.F16, CONFIG), memory.capacity());
        }
    }

    /// It grows by what is lacking, and pages that are free are used first.
    @Test
    void growsByWhatIsLacking() {
        try (KvPages memory = pages(1)) {
            KvCache one = memory.open(PAGE).orElseThrow();
            memory.grow(2 * PAGE);
            assertEquals(2 * PAGE, memory.free());
            memory.grow(PAGE);
            assertEquals(2 * PAGE, memory.free());
            one.close();
            memory.open(3 * PAGE).orElseThrow().close();
            assertThrows(T2lException.class, () -> memory.require(3 * PAGE + 1));
        }
    }
}
