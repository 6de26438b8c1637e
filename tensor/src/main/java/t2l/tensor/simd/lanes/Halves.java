package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Every half-precision number as a float, in a table of 256 KB.
///
/// The scales of quantised blocks are read from it. Converting one in registers takes three of the slots that the
/// conversion of its block needs (into a vector register, to a float, to all lanes); a read from the table takes none, and
/// the few thousand scales that a model uses stay in the cache.
public final class Halves {
    private static final MemorySegment TABLE = table();

    private static final long FLOATS = TABLE.address() & MASK;

    private Halves() {}

    private static MemorySegment table() {
        MemorySegment table = Arena.global().allocate(4L << 16, 64);
        for (int h = 0; h < 1 << 16; h++) {
            table.set(JAVA_FLOAT_UNALIGNED, 4L * h, Float.float16ToFloat((short) h));
        }
        return table;
    }

    /// The half-precision number at address `at`, a sum as for [RawMemory#near].
    @Inlined
    public static float half(long at) {
        return ALL.get(JAVA_FLOAT_UNALIGNED, FLOATS + 4L * (ALL.get(JAVA_SHORT_UNALIGNED, at) & 0xffff));
    }
}
