package t2l.tensor.simd.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.tensor.*;
import t2l.tensor.backend.Recording;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.SimdKernels;
import t2l.tensor.simd.product.MatmulSamples.Sample;
import t2l.tensor.simd.product.Placed.Layout;

/// A product takes nothing from the heap, so that a training step does not.
@Tag("allocation") // by hand: how soon the compiler unboxes vectors depends on what it has seen before
class MatmulAllocationTest {
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Runs of one product until the compiler must have finished with it.
    private static final int ROUNDS = 5000;

    /// All but many rows of 16-bit weights, whose conversion the compiler leaves boxed.
    static Iterable<Sample> unboxedSamples() {
        return MatmulSamples.ALL.stream()
                .filter(s -> !(s.m() > 1 && (s.weight() == DType.BF16 || s.weight() == DType.F16)))
                .toList();
    }

    /// Boxed vectors disappear when the compiler has taken over; from then on a call takes nothing from the heap.
    @ParameterizedTest
    @MethodSource("unboxedSamples")
    void allocatesNothing(Sample sample) {
        try (Parallel one = new Parallel(1); Arena arena = Arena.ofShared()) {
            SplittableRandom random = new SplittableRandom(1);
            Tensor x = Placed.in(arena, random, sample.a(), DType.F32, sample.batch(), sample.m(), sample.k()).view();
            Tensor y = Placed.in(arena, random, sample.b(), sample.weight(), sample.batch(), sample.k(), sample.n())
                    .view();
            Tensor out = Placed.in(arena, random, Layout.ROWS, DType.F32, sample.batch(), sample.m(), sample.n())
                    .view();
            Recording recording = new Recording(new SimdKernels(new ReferenceKernels(), one));
            recording.run(new MatMul(x, y, out));
            recording.run(MatMul.add(0.5, x, y, out));
            long taken = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && taken > 0; round++) {
                long before = MEMORY.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10; i++) {
                    recording.replay();
                }
                taken = MEMORY.getCurrentThreadAllocatedBytes() - before;
            }
            assertEquals(0, taken, "bytes in ten replays of " + sample);
        }
    }
}
