package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.simd.lanes.Build.Inlined;

/// The part of a register that a row fills: all of it, or at the end of the row its first lanes.
///
/// A loop over a row states what it does in an `@Inlined` method whose last argument is the part. It calls this method with
/// [#whole] in the loop and once with [#rest] behind it. Choices between the two vanish when C2 compiles.
public final class Part {
    private static final FloatVector LANES = FloatVector.zero(F).addIndex(1);

    private Part() {}

    /// A whole register: no mask.
    @Inlined
    public static VectorMask<Float> whole() {
        return null;
    }

    /// The elements from `i` on of a row of `n`, fewer than a register has.
    @Inlined
    public static VectorMask<Float> rest(int i, int n) {
        return LANES.compare(LT, n - i);
    }

    /// A part of a register from address `at`; the other lanes are 0, and their memory is not touched.
    @Inlined
    public static FloatVector load(long at, VectorMask<Float> part) {
        return part == null ? RawMemory.load(at) : RawMemory.load(at, part);
    }

    /// Writes a part of a register to address `at`.
    @Inlined
    public static void store(FloatVector v, long at, VectorMask<Float> part) {
        if (part == null) {
            RawMemory.store(v, at);
        } else {
            RawMemory.store(v, at, part);
        }
    }
}
