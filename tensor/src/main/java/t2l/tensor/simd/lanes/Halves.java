package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static t2l.tensor.simd.lanes.RawMemory.ALL;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.simd.lanes.Build.Inlined;

/// Every half-precision number as the bits of a float, in a table of 256 KB.
///
/// The scales of quantised blocks are read from it. Converting one in registers takes three of the slots that the
/// conversion of its block needs (into a vector register, to a float, to all lanes); a read from the table takes none, and
/// the few thousand scales that a model uses stay in the cache. The table is an array, since C2 needs a twentieth of the nodes
/// for a read from one.
public final class Halves {
    private static final int[] TABLE = table();

    private Halves() {}

    private static int[] table() {
        int[] table = new int[1 << 16];
        for (int h = 0; h < table.length; h++) {
            table[h] = Float.floatToRawIntBits(Float.float16ToFloat((short) h));
        }
        return table;
    }

    /// The half-precision number at address `at`, a sum as for [RawMemory#loadMasked].
    @Inlined
    public static float half(long at) {
        return Float.intBitsToFloat(TABLE[ALL.get(JAVA_SHORT_UNALIGNED, at) & 0xffff]);
    }

    /// As [#half], in all lanes.
    @Inlined
    public static FloatVector spread(long at) {
        return Exact.spread(TABLE[ALL.get(JAVA_SHORT_UNALIGNED, at) & 0xffff]);
    }

    /// The two bytes at address `at`, a sum as for [RawMemory#loadMasked].
    @Inlined
    public static int shortMasked(long at) {
        return ALL.get(JAVA_SHORT_UNALIGNED, at);
    }

    /// The lower of the half-precision numbers in `pair`, in all lanes.
    @Inlined
    public static FloatVector first(int pair) {
        return Exact.spread(TABLE[pair & 0xffff]);
    }

    /// As [#first], the upper.
    @Inlined
    public static FloatVector second(int pair) {
        return Exact.spread(TABLE[pair >>> 16]);
    }
}
