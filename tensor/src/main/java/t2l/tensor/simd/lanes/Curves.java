package t2l.tensor.simd.lanes;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.kernel.Unary;

/// Rows of values and slopes of the activations. Each function has a loop of its own: a choice within
/// one would keep the compiler from holding constants and results in registers.
public final class Curves {
    private Curves() {}

    /// `o = f(a)`
    public static void values(Unary f, MemorySegment a, long p, MemorySegment o, long k, int n) {
        switch (f) {
            case SILU -> silu(a, p, o, k, n);
            case GELU -> gelu(a, p, o, k, n);
            case GELU_TANH -> geluTanh(a, p, o, k, n);
            case TANH -> tanh(a, p, o, k, n);
            case SIGMOID -> sigmoid(a, p, o, k, n);
            case RELU -> relu(a, p, o, k, n);
        }
    }

    /// `o = f′(a)`
    public static void slopes(Unary f, MemorySegment a, long p, MemorySegment o, long k, int n) {
        switch (f) {
            case SILU -> siluSlope(a, p, o, k, n);
            case GELU -> geluSlope(a, p, o, k, n);
            case GELU_TANH -> geluTanhSlope(a, p, o, k, n);
            case TANH -> tanhSlope(a, p, o, k, n);
            case SIGMOID -> sigmoidSlope(a, p, o, k, n);
            case RELU -> reluSlope(a, p, o, k, n);
        }
    }

    /// `o = e^(a − shift)` of a row whose elements are at most `shift`.
    public static void exponentials(MemorySegment a, long p, float shift, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m).sub(shift);
            Functions.expBelow(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    /// `o = cap·tanh(a/cap)`
    public static void caps(MemorySegment a, long p, float cap, MemorySegment o, long k, int n) {
        float inverse = 1 / cap;
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m).mul(inverse);
            Functions.tanh(x).mul(cap).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void silu(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.silu(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void gelu(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.gelu(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void geluTanh(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.geluTanh(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void tanh(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.tanh(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void sigmoid(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.sigmoid(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void relu(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            x.blend(0, x.compare(LT, 0)).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void siluSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.siluSlope(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void geluSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.geluSlope(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void geluTanhSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.geluTanhSlope(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void tanhSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.tanhSlope(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void sigmoidSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            Functions.sigmoidSlope(x).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }

    private static void reluSlope(MemorySegment a, long p, MemorySegment o, long k, int n) {
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = F.indexInRange(i, n);
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE, m);
            FloatVector.zero(F).blend(1, x.compare(GT, 0)).intoMemorySegment(o, k + 4L * i, LE, m);
        }
    }
}
