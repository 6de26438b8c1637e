package t2l.bench;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.Quantizer;

/// Fills tensors with random numbers quickly: a few tens of thousands are drawn and repeated.
final class RandomTensors {
    /// The types of frozen weights.
    static final List<DType> TYPES = List.copyOf(EnumSet.complementOf(EnumSet.of(DType.F64, DType.I32)));

    /// The number of blocks of 256, a prime, so that rows of a matrix differ.
    private static final int PERIOD = 256 * 251;

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
            MemorySegment stored = switch (type) {
                case IQ4_NL, IQ4_XS, MXFP4 -> blocks(type, deviation, arena);
                default -> {
                    Tensor some = Tensor.allocate(arena, DType.F32, PERIOD);
                    for (int i = 0; i < PERIOD; i++) {
                        some.set(i, deviation * random.nextGaussian());
                    }
                    yield Quantizer.quantise(some, type, arena).forReading();
                }
            };
            long size = all.forReading().byteSize();
            for (long at = 0; at < size; at += stored.byteSize()) {
                MemorySegment.copy(stored, 0, all.forWriting(), at, Math.min(stored.byteSize(), size - at));
            }
        }
        return all;
    }

    /// Blocks of a type that is only read: random bits, with a scale that gives the numbers about this deviation.
    private MemorySegment blocks(DType type, double deviation, Arena arena) {
        byte[] bits = new byte[(int) type.bytes(PERIOD)];
        random.nextBytes(bits);
        short scale = Float.floatToFloat16((float) (deviation / (type == DType.IQ4_XS ? 1024 : 64)));
        for (int b = 0; b < bits.length; b += type.blockBytes()) {
            bits[b] = (byte) (type == DType.MXFP4 ? 126 + Math.getExponent(deviation) : scale);
            bits[b + 1] = type == DType.MXFP4 ? bits[b + 1] : (byte) (scale >> 8);
        }
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bits);
    }

    /// Zeros in F32.
    Tensor zeros(int... shape) {
        return Tensor.allocate(into, DType.F32, shape).fill(0);
    }
}
