package t2l.gpu;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.testkit.Gen;

/// Gradients computed on the device, held to differences of what the device itself computes. All functions here are of
/// degree two at most in each operand, so central differences have no error but rounding, and a step of 1 is as good as a
/// small one.
class DeviceGradientTest {
    private static final int N = 7;
    private static final int IN = 37;
    private static final int OUT = 21;
    private static final int RANK = 3;

    /// Slopes of `f` along each of some elements of `of`, by differences, against `gradient`.
    private static void check(String what, Tensor of, Tensor gradient, ToDoubleFunction<Tensor> f) {
        double size = 0;
        for (int i = 0; i < gradient.size(); i++) {
            size = Math.max(size, Math.abs(gradient.get(i)));
        }
        for (int i = 0; i < of.size(); i += 1 + (int) of.size() / 20) {
            double at = of.get(i);
            of.set(i, at + 1);
            double above = f.applyAsDouble(of);
            of.set(i, at - 1);
            double below = f.applyAsDouble(of);
            of.set(i, at);
            assertEquals((above - below) / 2, gradient.get(i), 2e-4 * size, what + " " + i);
        }
    }

    private static double weighed(Tensor y, Tensor dy) {
        double sum = 0;
        for (int i = 0; i < y.size(); i++) {
            sum += y.get(i) * dy.get(i);
        }
        return sum;
    }

    @Test
    void ofAProduct() {
        try (DeviceKernels k = Devices.open(); Arena arena = Arena.ofShared()) {
            var random = new SplittableRandom(1);
            Tensor x = Gen.tensor(arena, DType.F32, random, N, IN);
            Tensor w = Gen.tensor(arena, DType.F32, random, OUT, IN);
            Tensor dy = Gen.tensor(arena, DType.F32, random, N, OUT);
            Tensor y = Tensor.allocate(arena, DType.F32, N, OUT);
            Tensor dx = Tensor.allocate(arena, DType.F32, N, IN);
            Tensor dw = Tensor.allocate(arena, DType.F32, OUT, IN);
            k.run(new MatMul(dy, w, dx));
            k.run(MatMul.add(1, dy.t(), x, dw));
            ToDoubleFunction<Tensor> f = _ -> {
                k.run(new MatMul(x, w.t(), y));
                return weighed(y, dy);
            };
            check("dx", x, dx, f);
            check("dw", w, dw, f);
            assertTrue(k.traffic().orElseThrow().launches() > 40, "was not computed on the device");
        }
    }

    /// `y = x·wᵀ + s·(x·aᵀ)·bᵀ`, for each of three sequences an adapter of its own.
    @Test
    void ofAdaptersForEachSequence() {
        try (DeviceKernels k = Devices.open(); Arena arena = Arena.ofShared()) {
            var random = new SplittableRandom(2);
            double s = 0.5;
            Tensor x = Gen.tensor(arena, DType.F32, random, 3, N, IN);
            Tensor w = Gen.tensor(arena, DType.F32, random, OUT, IN);
            Tensor a = Gen.tensor(arena, DType.F32, random, 3, RANK, IN);
            Tensor b = Gen.tensor(arena, DType.F32, random, 3, OUT, RANK);
            Tensor dy = Gen.tensor(arena, DType.F32, random, 3, N, OUT);
            Tensor h = Tensor.allocate(arena, DType.F32, 3, N, RANK);
            Tensor y = Tensor.allocate(arena, DType.F32, 3, N, OUT);
            Tensor u = Tensor.allocate(arena, DType.F32, 3, N, RANK);
            ToDoubleFunction<Tensor> f = _ -> {
                forward(k, s, List.of(x, w, a, b, h, y));
                return weighed(y, dy);
            };
            forward(k, s, List.of(x, w, a, b, h, y));
            Tensor dx = Tensor.allocate(arena, DType.F32, 3, N, IN);
            Tensor da = Tensor.allocate(arena, DType.F32, 3, RANK, IN);
            Tensor db = Tensor.allocate(arena, DType.F32, 3, OUT, RANK);
            k.run(new MatMul(dy.reshape(3 * N, OUT), w, dx.reshape(3 * N, IN)));
            k.run(new MatMul(dy, b, u));
            k.run(MatMul.add(s, u, a, dx));
            k.run(MatMul.add(s, u.t(), x, da));
            k.run(MatMul.add(s, dy.t(), h, db));
            check("dx", x, dx, f);
            check("da", a, da, f);
            check("db", b, db, f);
            assertTrue(k.traffic().orElseThrow().launches() > 100, "was not computed on the device");
        }
    }

    private static void forward(Kernels k, double s, List<Tensor> t) {
        k.run(new MatMul(t.get(0).reshape(3 * N, IN), t.get(1).t(), t.get(5).reshape(3 * N, OUT)));
        k.run(new MatMul(t.get(0), t.get(2).t(), t.get(4)));
        k.run(MatMul.add(s, t.get(4), t.get(3).t(), t.get(5)));
    }
}
