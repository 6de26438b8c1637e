package t2l.tensor.simd.lanes;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.SimdKernels;

/// Kernels work on plain addresses; these are the checks that a segment would make.
class RawMemoryTest {
    @Test
    void memoryThatIsClosedIsRefused() {
        Tensor out = Tensor.allocate(Arena.ofAuto(), DType.F32, 64, 64);
        Tensor t;
        try (Arena arena = Arena.ofConfined()) {
            t = Tensor.allocate(arena, DType.F32, 64, 64);
        }
        try (Parallel one = new Parallel(1)) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), one);
            MatMul call = new MatMul(t, t, out);
            Refused.says("not closed", () -> kernels.run(call));
        }
    }

    @Test
    void theAddressIsThatOfTheMemorysFirstByte() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor t = Tensor.of(arena, new float[] {1, 2, 3, 4, 5, 6}, 2, 3).narrow(1, 1, 2);
            assertEquals(2, RawMemory.get(RawMemory.toRead(t) + 4 * t.offset()));
            RawMemory.set(RawMemory.toWrite(t) + 4 * (t.offset() + t.stride(0)), 7);
            assertEquals(7, t.get(2));
        }
    }

    /// Nothing but the kernel itself refers to the operands, and memory is collected in each call. Between two
    /// collections the kernel must get on: one takes longer than a call where other tests have left much behind.
    @Test
    void operandsStayUntilTheCallEnds() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                System.gc();
                LockSupport.parkNanos(20_000_000);
            }
        });
        try (Parallel one = new Parallel(1)) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), one);
            for (int i = 0; i < 20; i++) {
                kernels.run(new MatMul(large(), large(), large()));
            }
        } finally {
            done.set(true);
            collector.join();
        }
    }

    private static Tensor large() {
        return Tensor.allocate(Arena.ofAuto(), DType.F32, 1024, 1024);
    }
}
