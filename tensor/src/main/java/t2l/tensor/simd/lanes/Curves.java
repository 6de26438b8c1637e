package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import module java.base;
import t2l.tensor.kernel.Unary;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.NotInlined;

/// Rows of values and slopes of the activations. The build makes a loop for each function: a choice within one would keep the
/// compiler from holding constants and results in registers.
public final class Curves {
    /// A register of floats for each thread.
    private static final ThreadLocal<MemorySegment> LAST = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(Lanes.BYTES, Lanes.BYTES));

    private Curves() {}

    /// `o = f(a)` for the `n` floats at address `p`, written to address `k`; both may be the same.
    public static void values(Unary f, long p, long k, int n) {
        int whole = F.loopBound(n);
        values(false, f, p, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            values(false, f, last, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// `o = f′(a)`
    public static void slopes(Unary f, long p, long k, int n) {
        int whole = F.loopBound(n);
        values(true, f, p, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            values(true, f, last, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// `o = e^(a − shift)` of a row whose elements are at most `shift`.
    public static void exponentials(long p, float shift, long k, int n) {
        int whole = F.loopBound(n);
        shifted(false, p, shift, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            shifted(false, last, shift, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// `o = cap·tanh(a/cap)`
    public static void caps(long p, float cap, long k, int n) {
        int whole = F.loopBound(n);
        shifted(true, p, cap, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            shifted(true, last, cap, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// Copies the last `n` numbers of a row to where they fill a register (docs/c2.md, rule 4).
    private static long filled(long p, int n) {
        long last = LAST.get().address();
        MemorySegment.copy(ALL, p, ALL, last, 4L * n);
        return last;
    }

    @NotInlined
    private static void values(@For boolean slope, @For Unary f, long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            FloatVector x = load(p + 4L * i);
            store(slope ? Functions.slope(f, x) : Functions.value(f, x), k + 4L * i);
        }
    }

    /// [#caps] with a number that caps, or [#exponentials] with one that is subtracted.
    @NotInlined
    private static void shifted(@For boolean cap, long p, float number, long k, int n) {
        float inverse = 1 / number;
        for (int i = 0; i < n; i += L) {
            FloatVector x = load(p + 4L * i);
            store(cap ? Functions.tanh(x.mul(inverse)).mul(number) : Functions.expBelow(x.sub(number)), k + 4L * i);
        }
    }
}
