package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.I2F;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.simd.lanes.Build.Inlined;

/// Registers of which C2 knows the class, by a cast to the very class, which costs no instruction (docs/c2.md, rule 2).
///
/// C2 does not know it of a variable that a loop changes, and of the results of loads, shifts, conversions, reinterpretations,
/// broadcasts and operations of integers with a scalar; it does of those of two registers. Pass such a register through here
/// before a method of it is called; as an argument only a variable of two nested loops needs it.
public final class Exact {
    private static final Class<FloatVector> FLOATS = type(FloatVector.zero(F));

    private static final Class<IntVector> INTS = type(IntVector.zero(I));

    private Exact() {}

    /// The class of a register, which C2 takes for a constant where a `static final` field keeps it.
    @SuppressWarnings("unchecked")
    public static <V> Class<V> type(V register) {
        return (Class<V>) register.getClass();
    }

    /// `v`
    @Inlined
    public static FloatVector exact(FloatVector v) {
        return FLOATS.cast(v);
    }

    /// `v`
    @Inlined
    public static IntVector exact(IntVector v) {
        return INTS.cast(v);
    }

    /// The bits of floats.
    @Inlined
    public static IntVector bits(FloatVector v) {
        return INTS.cast(v.reinterpretAsInts());
    }

    /// The floats with these bits.
    @Inlined
    public static FloatVector floats(IntVector bits) {
        return FLOATS.cast(bits.reinterpretAsFloats());
    }

    /// The float with these bits in all lanes (docs/c2.md, rule 11).
    @Inlined
    public static FloatVector spread(int bits) {
        return floats(exact(IntVector.broadcast(I, bits)));
    }

    /// Integers as floats of the same value.
    @Inlined
    public static FloatVector converted(IntVector v) {
        return FLOATS.cast(v.convertShape(I2F, F, 0));
    }
}
