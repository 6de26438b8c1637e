package t2l.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import module java.base;
import org.junit.jupiter.api.Test;

/// Which side of a copy is newer, without a device.
class DeviceCopyTest {
    /// Device memory that counts downloads.
    private record Memory(AtomicInteger downloads) implements DeviceMemory {
        @Override
        public long largest() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean borrows() {
            return false;
        }

        @Override
        public long allocate(long bytes) {
            return 1;
        }

        @Override
        public long borrow(MemorySegment host) {
            throw new AssertionError("borrows nothing");
        }

        @Override
        public void release(long block, long bytes) {
            // holds nothing
        }

        @Override
        public void upload(MemorySegment from, long block) {
            // keeps nothing
        }

        @Override
        public void download(long block, MemorySegment to) {
            downloads.incrementAndGet();
        }
    }

    /// The second download would overwrite what the host wrote after the first.
    @Test
    void twoThreadsThatReadBringAResultHomeOnce() throws InterruptedException {
        Device device = (Device) Proxy.newProxyInstance(Device.class.getClassLoader(), new Class<?>[] {Device.class},
                (_, method, _) -> {
                    throw new AssertionError(method.getName());
                });
        var memory = new Memory(new AtomicInteger());
        try (Arena arena = Arena.ofShared()) {
            var copy = new DeviceCopy(device, memory, arena.allocate(4), List.of(1L), 4, false, true);
            copy.changed();
            List<Thread> readers = List.of(new Thread(copy::toHost), new Thread(copy::toHost));
            synchronized (device) {
                for (Thread reader : readers) {
                    reader.start();
                    while (reader.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                }
            }
            for (Thread reader : readers) {
                reader.join();
            }
            assertEquals(1, memory.downloads.get());
        }
    }
}
