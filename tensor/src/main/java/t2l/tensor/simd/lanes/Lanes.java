package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Exact.exact;

import java.nio.ByteOrder;
import jdk.incubator.vector.*;
import t2l.tensor.simd.lanes.Build.Inlined;

/// The registers of this machine, and the one way to add up their lanes.
///
/// A sum over a row runs in [#VIRTUAL] lanes on every machine: lane `j` adds the elements `j, j + 16, j + 32, …` in
/// this order, whether 16 lanes are one register (AVX-512), two (AVX2) or four (NEON). At the end the lanes fold
/// pairwise, `j` with `j + 8`, then `+ 4`, `+ 2`, `+ 1` (docs/c2.md, rule 10).
public final class Lanes {
    /// Lanes of a sum.
    public static final int VIRTUAL = 16;

    /// Sums that are folded together.
    public static final int SUMS = 8;

    /// Widest registers there are, or as wide as `-Dt2l.simd.bits=128|256|512` says. A constant for the compiler.
    public static final VectorSpecies<Float> F = species();

    /// Integers of the same width.
    public static final VectorSpecies<Integer> I = F.withLanes(int.class);

    /// 0, 1, 2, …: the number of each lane.
    public static final IntVector LANE = IntVector.zero(I).addIndex(1);

    /// Floats in a register: 16, 8 or 4.
    public static final int L = F.length();

    /// Registers that hold the virtual lanes: 1, 2 or 4.
    public static final int PARTS = VIRTUAL / L;

    /// Bytes of a register.
    public static final long BYTES = 4L * L;

    /// All data is little-endian.
    public static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private static final VectorShuffle<Float> SWAP8 = swap(8);
    private static final VectorShuffle<Float> SWAP4 = swap(4);
    private static final VectorShuffle<Float> SWAP2 = swap(2);
    private static final VectorShuffle<Float> SWAP1 = swap(1);
    private static final long ODD8 = odd(8);
    private static final long ODD4 = odd(4);
    private static final long ODD2 = odd(2);

    /// Every other float of two registers.
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, j -> 2 * j % L);
    private static final VectorMask<Float> LOWER = VectorMask.fromLong(F, (1L << (L / 2)) - 1);

    private Lanes() {}

    private static VectorSpecies<Float> species() {
        int preferred = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
        return VectorSpecies.of(float.class, VectorShape.forBitSize(Integer.getInteger("t2l.simd.bits", preferred)));
    }

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(F, j -> (j ^ distance) & (F.length() - 1));
    }

    private static long odd(int bit) {
        long lanes = 0;
        for (int j = 0; j < L; j++) {
            lanes |= (j & bit) == 0 ? 0 : 1L << j;
        }
        return lanes;
    }

    /// The sum of the virtual lanes when they are one register.
    @Inlined
    public static float fold(FloatVector v) {
        if (L > 8) {
            v = exact(v).add(exact(v).rearrange(SWAP8));
        }
        if (L > 4) {
            v = exact(v).add(exact(v).rearrange(SWAP4));
        }
        v = exact(v).add(exact(v).rearrange(SWAP2));
        return v.add(v.rearrange(SWAP1)).lane(0);
    }

    /// The sum of the virtual lanes in two registers.
    @Inlined
    public static float fold(FloatVector v0, FloatVector v1) {
        return fold(exact(v0).add(v1));
    }

    /// The sum of the virtual lanes in four registers.
    @Inlined
    public static float fold(FloatVector v0, FloatVector v1, FloatVector v2, FloatVector v3) {
        return fold(exact(v0).add(v2).add(exact(v1).add(v3)));
    }

    /// As [#fold(long, int, long, long)], with all results side by side.
    public static void fold(long sums, int n, long to) {
        fold(sums, n, to, 4 * SUMS);
    }

    /// Writes `n` sums of the virtual lanes, which lie end to end from address `sums`: [#SUMS] side by side to address `to`,
    /// the next ones `step` bytes behind, and so on; what follows the last ones up to the next multiple of [#SUMS] is
    /// overwritten. Pairs of sums share registers on the way, which changes nothing in the order of additions: of two
    /// registers, each lane of the first half keeps to the one and each of the second to the other, and adds its partner there.
    public static void fold(long sums, int n, long to, long step) {
        if (L < 16) {
            for (int q = 0; q < n; q++) {
                RawMemory.set(to + q / SUMS * step + 4L * (q % SUMS), lanes(sums + 64L * q));
            }
            return;
        }
        for (int q = 0; q < n; q += SUMS, sums += 64 * SUMS, to += step) {
            long at = sums & RawMemory.MASK;
            FloatVector q04 = pair(RawMemory.loadMasked(at), RawMemory.loadMasked(at + 256), ODD8, SWAP8);
            FloatVector q15 = pair(RawMemory.loadMasked(at + 64), RawMemory.loadMasked(at + 320), ODD8, SWAP8);
            FloatVector q26 = pair(RawMemory.loadMasked(at + 128), RawMemory.loadMasked(at + 384), ODD8, SWAP8);
            FloatVector q37 = pair(RawMemory.loadMasked(at + 192), RawMemory.loadMasked(at + 448), ODD8, SWAP8);
            FloatVector all = pair(pair(q04, q26, ODD4, SWAP4), pair(q15, q37, ODD4, SWAP4), ODD2, SWAP2);
            RawMemory.store(exact(all).add(exact(all).rearrange(SWAP1)).rearrange(EVEN), to, LOWER);
        }
    }

    /// One step of the fold for two registers in one: the lanes that `odd` names keep to `v`, the others to `u`.
    @Inlined
    private static FloatVector pair(FloatVector u, FloatVector v, long odd, VectorShuffle<Float> swap) {
        VectorMask<Float> of = VectorMask.fromLong(F, odd);
        return exact(exact(u).blend(v, of)).add(exact(exact(v).blend(u, of)).rearrange(swap));
    }

    private static float lanes(long at) {
        FloatVector v = RawMemory.load(at);
        FloatVector w = RawMemory.load(at + BYTES);
        return L == 8 ? fold(v, w) : fold(v, w, RawMemory.load(at + 2 * BYTES), RawMemory.load(at + 3 * BYTES));
    }
}
