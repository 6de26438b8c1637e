package t2l.bench;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.io.Quantizer;

/// Fills tensors with random numbers quickly: a few tens of thousands are drawn and repeated.
final class RandomTensors {
    /// The number of blocks of 32, a prime, so that rows of a matrix differ.
    private static final int PERIOD = 32 * 2039;

    private final SegmentAllocator into;
    private final SplittableRandom random;

    RandomTensors(SegmentAllocator into, long seed) {
        this.into = into;
        this.random = new SplittableRandom(seed);
    }

    /// `N(0, 1)` in F32.
    Tensor normal(int... shape) {
        return normal(DType.F32, 1, shape);
    }

    /// `N(0, deviation)` in any type.
    Tensor normal(DType type, double deviation, int... shape) {
        Tensor all = Tensor.allocate(into, type, shape);
        try (Arena arena = Arena.ofConfined()) {
            Tensor some = Tensor.allocate(arena, DType.F32, PERIOD);
            for (int i = 0; i < PERIOD; i++) {
                some.set(i, deviation * random.nextGaussian());
            }
            MemorySegment stored = Quantizer.quantise(some, type, arena).forReading();
            long size = all.forReading().byteSize();
            for (long at = 0; at < size; at += stored.byteSize()) {
                MemorySegment.copy(stored, 0, all.forWriting(), at, Math.min(stored.byteSize(), size - at));
            }
        }
        return all;
    }

    /// Zeros in F32.
    Tensor zeros(int... shape) {
        return Tensor.allocate(into, DType.F32, shape).fill(0);
    }
}
