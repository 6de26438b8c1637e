package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static t2l.tensor.simd.lanes.Exact.exact;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Build.NotInlined;

/// All of memory as one segment, [#ALL], so that a byte's address is its place in it.
///
/// A read through a tensor's own segment compares its place with that segment's length, once for each read of an
/// innermost loop where C2 cannot prove that it need not. Against the length of [#ALL] it can: an address masked with
/// [#MASK] is below 2⁶², and constants added to it stay below 2⁶³ − 1. The comparisons vanish, and the constants become
/// part of the instructions.
///
/// What the segment checked is therefore checked here, once for each operand of a call: [#toRead] and [#toWrite] are the
/// only places where a tensor becomes an address. Between them and the end of the call the memory must stay:
/// [t2l.tensor.simd.SimdKernels] keeps a call's tensors and its own scratch memory reachable. An arena that another thread
/// closes during a call takes the process down; whoever closes one waits for the kernels that use it.
public final class RawMemory {
    /// Every byte of the process.
    @SuppressWarnings("restricted")
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// What an address is masked with where it is formed: it changes none, and tells C2 that none is negative.
    public static final long MASK = (1L << 62) - 1;

    /// What a distance is masked with that is added to a masked address: the sum needs no mask then.
    public static final long NEAR = (1L << 48) - 1;

    /// Bytes of a cache line.
    private static final int LINE = 64;

    private RawMemory() {}

    /// The address of the first byte of a tensor's memory, for reading. Throws [T2lException] if the memory is on the
    /// heap, closed, or too small for the tensor.
    public static long toRead(Tensor t) {
        return address(t, t.forReading());
    }

    /// As [#toRead], for writing.
    public static long toWrite(Tensor t) {
        return address(t, t.forWriting());
    }

    private static long address(Tensor t, MemorySegment data) {
        if (!data.isNative() || !data.scope().isAlive() || end(t) > data.byteSize()) {
            throw new T2lException(
                    "memory: " + t + " needs " + end(t) + " bytes of native memory that is not closed, got "
                            + data + "; keep its arena open while kernels use it");
        }
        return data.address();
    }

    /// Bytes from the beginning of the memory to the end of the tensor's last element.
    private static long end(Tensor t) {
        long last = t.offset();
        for (int axis = 0; axis < t.rank(); axis++) {
            if (t.dim(axis) == 0) {
                return 0;
            }
            last += (t.dim(axis) - 1) * t.stride(axis);
        }
        return t.dtype().bytes(last + 1);
    }

    /// A register of floats from address `at`.
    @Inlined
    public static FloatVector load(long at) {
        return exact(FloatVector.fromMemorySegment(Lanes.F, ALL, at & MASK, Lanes.LE));
    }

    /// As [#load], from the sum of a masked address, distances masked with [#NEAR], and constants, which become part of the
    /// instruction. C2 does not know the class of the register ([Exact]).
    @Inlined
    public static FloatVector loadMasked(long at) {
        return FloatVector.fromMemorySegment(Lanes.F, ALL, at, Lanes.LE);
    }

    /// The floats of a register that the mask names; the others are 0, and their memory is not touched.
    @Inlined
    public static FloatVector load(long at, VectorMask<Float> some) {
        return exact(FloatVector.fromMemorySegment(Lanes.F, ALL, at & MASK, Lanes.LE, some));
    }

    /// Writes a register of floats to address `at`.
    @Inlined
    public static void store(FloatVector v, long at) {
        exact(v).intoMemorySegment(ALL, at & MASK, Lanes.LE);
    }

    /// Stands before the products or stores of a method that has about 18,000 nodes or more: makes C2 pass this limit here, with
    /// products that it removes afterwards, and not in the middle of one that is needed (docs/c2.md, rule 3).
    @Inlined
    public static void tripNodeLimit() {
        FloatVector zero = exact(FloatVector.zero(Lanes.F));
        products(zero);
        products(zero);
        products(zero);
        products(zero);
        products(zero);
        products(zero);
        products(zero);
        products(zero);
        products(zero);
    }

    @Inlined
    private static void products(FloatVector v) {
        v.fma(v, v);
        v.fma(v, v);
        v.fma(v, v);
        v.fma(v, v);
        v.fma(v, v);
    }

    /// Writes the floats of a register that the mask names.
    @Inlined
    public static void store(FloatVector v, long at, VectorMask<Float> some) {
        exact(v).intoMemorySegment(ALL, at & MASK, Lanes.LE, some);
    }

    /// The float at address `at`.
    @Inlined
    public static float get(long at) {
        return ALL.get(JAVA_FLOAT_UNALIGNED, at & MASK);
    }

    /// The integer at address `at`.
    @Inlined
    public static int integer(long at) {
        return ALL.get(JAVA_INT_UNALIGNED, at & MASK);
    }

    /// As [#integer], from a sum as for [#loadMasked].
    @Inlined
    public static int intMasked(long at) {
        return ALL.get(JAVA_INT_UNALIGNED, at);
    }

    /// Writes a float to address `at`.
    @Inlined
    public static void set(long at, float v) {
        ALL.set(JAVA_FLOAT_UNALIGNED, at & MASK, v);
    }

    /// Reads one number of each cache line of `n` pieces of so many bytes, `step` bytes apart, and writes their sum to `to`: so
    /// the lines are in a cache, in the order in which processors fetch them by themselves, eight in a round, as distances from
    /// one address.
    @NotInlined
    public static void prefetch(long from, long step, int n, long bytes, long to) {
        boolean dense = step == bytes;
        int pieces = dense ? 1 : n;
        long length = dense ? n * bytes : bytes;
        int sum = 0;
        for (int i = 0; i < pieces; i++) {
            long piece = from + i * step;
            long d = 0;
            for (; d <= length - 8 * LINE; d += 8 * LINE) {
                long at = piece + d & MASK;
                sum += intMasked(at) + intMasked(at + LINE) + intMasked(at + 2 * LINE)
                        + intMasked(at + 3 * LINE)
                        + intMasked(at + 4 * LINE) + intMasked(at + 5 * LINE) + intMasked(at + 6 * LINE)
                        + intMasked(at + 7 * LINE);
            }
            for (; d < length; d += LINE) {
                sum += integer(piece + d);
            }
        }
        set(to, sum);
    }
}
