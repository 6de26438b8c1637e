package t2l.tensor.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The registers of this machine, and the one way to add up their lanes.
///
/// A sum over a row runs in [#VIRTUAL] lanes on every machine: lane `j` adds the elements `j, j + 16, j + 32, …` in
/// this order, whether 16 lanes are one register (AVX-512), two (AVX2) or four (NEON). At the end the lanes fold
/// pairwise, `j` with `j + 8`, then `+ 4`, `+ 2`, `+ 1`. `reduceLanes(ADD)` would be shorter, but its order is
/// unspecified and changes when the compiler takes over.
final class Lanes {
    /// Lanes of a sum.
    static final int VIRTUAL = 16;

    /// Sums that are folded together.
    static final int SUMS = 8;

    /// Widest registers there are, or as wide as `-Dt2l.simd.bits=128|256|512` says. A constant for the compiler.
    static final VectorSpecies<Float> F = species();

    /// Integers of the same width.
    static final VectorSpecies<Integer> I = F.withLanes(int.class);

    /// Floats in a register: 16, 8 or 4.
    static final int L = F.length();

    /// Registers that hold the virtual lanes: 1, 2 or 4.
    static final int PARTS = VIRTUAL / L;

    /// Bytes of a register.
    static final long BYTES = 4L * L;

    /// All data is little-endian.
    static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private static final VectorShuffle<Float> SWAP8 = swap(8);
    private static final VectorShuffle<Float> SWAP4 = swap(4);
    private static final VectorShuffle<Float> SWAP2 = swap(2);
    private static final VectorShuffle<Float> SWAP1 = swap(1);
    private static final VectorMask<Float> ODD8 = odd(8);
    private static final VectorMask<Float> ODD4 = odd(4);
    private static final VectorMask<Float> ODD2 = odd(2);

    private Lanes() {}

    private static VectorSpecies<Float> species() {
        int preferred = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
        return VectorSpecies.of(float.class, VectorShape.forBitSize(Integer.getInteger("t2l.simd.bits", preferred)));
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(F, j -> (j ^ distance) & (F.length() - 1));
    }

    private static VectorMask<Float> odd(int bit) {
        long lanes = 0;
        for (int j = 0; j < L; j++) {
            lanes |= (j & bit) == 0 ? 0 : 1L << j;
        }
        return VectorMask.fromLong(F, lanes);
    }

    /// The sum of the virtual lanes when they are one register.
    static float fold(FloatVector v) {
        if (L > 8) {
            v = v.add(v.rearrange(SWAP8));
        }
        if (L > 4) {
            v = v.add(v.rearrange(SWAP4));
        }
        v = v.add(v.rearrange(SWAP2));
        return v.add(v.rearrange(SWAP1)).lane(0);
    }

    /// The sum of the virtual lanes in two registers.
    static float fold(FloatVector v0, FloatVector v1) {
        return fold(v0.add(v1));
    }

    /// The sum of the virtual lanes in four registers.
    static float fold(FloatVector v0, FloatVector v1, FloatVector v2, FloatVector v3) {
        return fold(v0.add(v2).add(v1.add(v3)));
    }

    /// The sum of virtual lanes that lie in memory, from byte `at`.
    static float fold(MemorySegment lanes, long at) {
        FloatVector v = FloatVector.fromMemorySegment(F, lanes, at, LE);
        if (L == 16) {
            return fold(v);
        }
        FloatVector w = FloatVector.fromMemorySegment(F, lanes, at + BYTES, LE);
        if (L == 8) {
            return fold(v, w);
        }
        return fold(v, w, FloatVector.fromMemorySegment(F, lanes, at + 2 * BYTES, LE),
                FloatVector.fromMemorySegment(F, lanes, at + 3 * BYTES, LE));
    }

    /// The sums of [#SUMS] times the virtual lanes, which lie end to end in memory; the sums end up 8 bytes apart. Pairs
    /// of them share registers on the way, which changes nothing in the order of additions.
    static void fold(MemorySegment sums) {
        if (L == 16) {
            FloatVector q04 = halve(load(sums, 0), load(sums, 4), SWAP8, ODD8);
            FloatVector q15 = halve(load(sums, 1), load(sums, 5), SWAP8, ODD8);
            FloatVector q26 = halve(load(sums, 2), load(sums, 6), SWAP8, ODD8);
            FloatVector q37 = halve(load(sums, 3), load(sums, 7), SWAP8, ODD8);
            FloatVector even = halve(q04, q26, SWAP4, ODD4);
            FloatVector odd = halve(q15, q37, SWAP4, ODD4);
            FloatVector all = halve(even, odd, SWAP2, ODD2);
            all.add(all.rearrange(SWAP1)).intoMemorySegment(sums, 0, LE);
            return;
        }
        for (int q = 0; q < SUMS; q++) {
            sums.set(JAVA_FLOAT_UNALIGNED, 8L * q, fold(sums, 64L * q));
        }
    }

    private static FloatVector load(MemorySegment sums, int q) {
        return FloatVector.fromMemorySegment(F, sums, 64L * q, LE);
    }

    /// Adds each lane to its partner: of `u` where the mask is not set, of `v` where it is.
    private static FloatVector halve(FloatVector u, FloatVector v, VectorShuffle<Float> swap, VectorMask<Float> odd) {
        return u.blend(v, odd).add(v.blend(u, odd).rearrange(swap));
    }
}
