package t2l.gpu.tornado;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.gpu.DeviceFailure;

/// Blocks of one array, taken and given back in any order.
class HeapTest {
    private static final Heap.Transfer NONE = (_, _) -> {
        throw new AssertionError();
    };

    @Test
    void blocksNeverOverlapAndAllRoomComesBack() {
        var random = new SplittableRandom(1);
        Heap heap = new Heap(1 << 16, NONE, NONE);
        TreeMap<Long, Long> held = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 3) {
                long bytes = random.nextLong(8000);
                try {
                    long block = heap.allocate(bytes);
                    Map.Entry<Long, Long> before = held.floorEntry(block);
                    assertTrue(block >= 256 && (before == null || before.getKey() + Math.ceilDiv(before.getValue(), 4) <= block));
                    Long after = held.ceilingKey(block);
                    assertTrue(block + Math.ceilDiv(bytes, 4) <= (after == null ? 1 << 16 : after));
                    held.put(block, bytes);
                } catch (DeviceFailure e) {
                    assertTrue(bytes(heap) > 100_000, e.getMessage());
                }
            } else if (!held.isEmpty()) {
                Map.Entry<Long, Long> any = held.ceilingEntry(random.nextLong(held.lastKey() + 1));
                heap.release(any.getKey(), any.getValue());
                held.remove(any.getKey());
            }
        }
        held.forEach(heap::release);
        assertEquals(0, bytes(heap));
        assertEquals(256, heap.allocate(heap.largest()));
        assertThrows(DeviceFailure.class, () -> heap.allocate(1));
    }

    private static long bytes(Heap heap) {
        return heap.traffic(0, new Heap(1 << 16, NONE, NONE)).bufferBytes();
    }
}
