package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import t2l.tensor.DType;
import t2l.tensor.T2lException;

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

    /// Someone who needs little does not overtake someone who waits for much.
    @Test
    void firstComeFirstServed() throws InterruptedException {
        try (KvPages memory = pages(5)) {
            KvCache most = memory.open(3 * PAGE).orElseThrow();
            List<Integer> served = new CopyOnWriteArrayList<>();
            Thread large = waiting(memory, 4, served);
            Thread small = waiting(memory, 2, served);
            assertEquals(Optional.empty(), memory.open(PAGE, 1));
            assertEquals(List.of(), served);
            most.close();
            large.join();
            small.join();
            assertEquals(List.of(4, 2), served);
        }
    }

    /// A thread that waits for `pages`, notes when it gets them, and gives them back.
    private static Thread waiting(KvPages memory, int pages, List<Integer> served) throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(() -> {
            try (KvCache _ = memory.open(pages * PAGE, Long.MAX_VALUE).orElseThrow()) {
                served.add(pages);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1);
        }
        return thread;
    }
}
