package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import t2l.tensor.kernel.Unary;

/// Rows of values and slopes of the activations. Each function has a loop of its own: a choice within
/// one would keep the compiler from holding constants and results in registers.
public final class Curves {
    /// A register of floats for each thread.
    private static final ThreadLocal<MemorySegment> LAST = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(Lanes.BYTES, Lanes.BYTES));

    private Curves() {}

    /// `o = f(a)` for the `n` floats at address `p`, written to address `k`; both may be the same.
    public static void values(Unary f, long p, long k, int n) {
        int whole = F.loopBound(n);
        registersOfValues(f, p, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            registersOfValues(f, last, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// `o = f′(a)`
    public static void slopes(Unary f, long p, long k, int n) {
        int whole = F.loopBound(n);
        registersOfSlopes(f, p, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            registersOfSlopes(f, last, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// Copies the last `n` numbers of a row to where they fill a register (docs/c2.md, rule 4).
    private static long filled(long p, int n) {
        long last = LAST.get().address();
        MemorySegment.copy(ALL, p, ALL, last, 4L * n);
        return last;
    }

    private static void registersOfValues(Unary f, long p, long k, int n) {
        switch (f) {
            case SILU -> silu(p, k, n);
            case GELU -> gelu(p, k, n);
            case GELU_TANH -> geluTanh(p, k, n);
            case TANH -> tanh(p, k, n);
            case SIGMOID -> sigmoid(p, k, n);
            case RELU -> relu(p, k, n);
        }
    }

    private static void registersOfSlopes(Unary f, long p, long k, int n) {
        switch (f) {
            case SILU -> siluSlope(p, k, n);
            case GELU -> geluSlope(p, k, n);
            case GELU_TANH -> geluTanhSlope(p, k, n);
            case TANH -> tanhSlope(p, k, n);
            case SIGMOID -> sigmoidSlope(p, k, n);
            case RELU -> reluSlope(p, k, n);
        }
    }

    /// `o = e^(a − shift)` of a row whose elements are at most `shift`.
    public static void exponentials(long p, float shift, long k, int n) {
        int whole = F.loopBound(n);
        registersOfExponentials(p, shift, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            registersOfExponentials(last, shift, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    /// `o = cap·tanh(a/cap)`
    public static void caps(long p, float cap, long k, int n) {
        int whole = F.loopBound(n);
        registersOfCaps(p, cap, k, whole);
        if (whole < n) {
            long last = filled(p + 4L * whole, n - whole);
            registersOfCaps(last, cap, last, L);
            MemorySegment.copy(ALL, last, ALL, k + 4L * whole, 4L * (n - whole));
        }
    }

    @NotInlined
    private static void registersOfExponentials(long p, float shift, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.expBelow(load(p + 4L * i).sub(shift)), k + 4L * i);
        }
    }

    private static void registersOfCaps(long p, float cap, long k, int n) {
        float inverse = 1 / cap;
        for (int i = 0; i < n; i += L) {
            store(Functions.tanh(load(p + 4L * i).mul(inverse)).mul(cap), k + 4L * i);
        }
    }

    private static void silu(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.silu(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void gelu(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.gelu(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void geluTanh(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.geluTanh(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void tanh(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.tanh(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void sigmoid(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.sigmoid(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void relu(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.relu(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void siluSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.siluSlope(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void geluSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.geluSlope(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void geluTanhSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.geluTanhSlope(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void tanhSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.tanhSlope(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void sigmoidSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.sigmoidSlope(load(p + 4L * i)), k + 4L * i);
        }
    }

    private static void reluSlope(long p, long k, int n) {
        for (int i = 0; i < n; i += L) {
            store(Functions.reluSlope(load(p + 4L * i)), k + 4L * i);
        }
    }
}
