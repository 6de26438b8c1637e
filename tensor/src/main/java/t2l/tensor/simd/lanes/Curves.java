package t2l.tensor.simd.lanes;

import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.RawMemory.load;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.VectorMask;
import t2l.tensor.kernel.Unary;

/// Rows of values and slopes of the activations. Each function has a loop of its own: a choice within
/// one would keep the compiler from holding constants and results in registers.
public final class Curves {
    private Curves() {}

    /// `o = f(a)` for the `n` floats at address `p`, written to address `k`; both may be the same.
    public static void values(Unary f, long p, long k, int n) {
        switch (f) {
            case SILU -> silu(p, k, n);
            case GELU -> gelu(p, k, n);
            case GELU_TANH -> geluTanh(p, k, n);
            case TANH -> tanh(p, k, n);
            case SIGMOID -> sigmoid(p, k, n);
            case RELU -> relu(p, k, n);
        }
    }

    /// `o = f′(a)`
    public static void slopes(Unary f, long p, long k, int n) {
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
        for (int i = 0; i < whole; i += L) {
            store(Functions.expBelow(load(p + 4L * i).sub(shift)), k + 4L * i);
        }
        if (whole < n) {
            lastExponentials(p + 4L * whole, shift, k + 4L * whole, n - whole);
        }
    }

    /// Those that do not fill a register, one by one: a second exponential of registers in the same method would make
    /// the compiler keep some as objects.
    private static void lastExponentials(long p, float shift, long k, int n) {
        for (int i = 0; i < n; i++) {
            RawMemory.set(k + 4L * i, Functions.expBelow(RawMemory.get(p + 4L * i) - shift));
        }
    }

    /// `o = cap·tanh(a/cap)`
    public static void caps(long p, float cap, long k, int n) {
        float inverse = 1 / cap;
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.tanh(load(p + 4L * i).mul(inverse)).mul(cap), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.tanh(load(p + 4L * i, m).mul(inverse)).mul(cap), k + 4L * i, m);
        }
    }

    private static void silu(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.silu(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.silu(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void gelu(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.gelu(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.gelu(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void geluTanh(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.geluTanh(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.geluTanh(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void tanh(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.tanh(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.tanh(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void sigmoid(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.sigmoid(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.sigmoid(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void relu(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.relu(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.relu(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void siluSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.siluSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.siluSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void geluSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.geluSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.geluSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void geluTanhSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.geluTanhSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.geluTanhSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void tanhSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.tanhSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.tanhSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void sigmoidSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.sigmoidSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.sigmoidSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }

    private static void reluSlope(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            store(Functions.reluSlope(load(p + 4L * i)), k + 4L * i);
        }
        if (i < n) {
            VectorMask<Float> m = F.indexInRange(i, n);
            store(Functions.reluSlope(load(p + 4L * i, m)), k + 4L * i, m);
        }
    }
}
