package t2l.testkit;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Products.Dot;

/// Compares the gradients of a computation with finite differences, in double on the reference kernels.
///
/// The check is projected: for a random direction `u` over all parameters, the slope of `f(θ + t·u)` at `t = 0` must
/// equal `⟨∇f, u⟩`. Four values around `θ` give the slope with an error of order `h⁴` (Abramowitz & Stegun 25.3.6):
/// `(8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h`. Break a sign in any operation and watch it fail:
///
/// ```java
/// GradCheck.check(x, Softplus::of, Softplus::gradientAdd, random).require(1e-8);
/// ```
public final class GradCheck {
    /// Here both the truncation error (`h⁴`) and the magnified rounding error (`1/h`) are near 1e-12.
    private static final double H = 1e-4;

    private GradCheck() {}

    /// The result for one direction.
    ///
    /// @param value `f(θ)`
    /// @param numeric the slope by differences
    /// @param analytic the slope by the backward pass
    /// @param norm `|∇f|`, the typical size of a slope: the slope of one direction may be small by chance
    /// @param largest says which element of the gradient is furthest off, by differences of every element; slow
    public record Slope(double value, double numeric, double analytic, double norm, Supplier<String> largest) {
        /// The difference between the two slopes, relative to the size of slopes. Finite differences cannot resolve slopes
        /// below the rounding error of `f`, about `100·ε·|f|/h`, so that much is subtracted. The numbers inside `f` are of
        /// size 1 even where their sum is small.
        public double error() {
            double floor = 100 * Math.ulp(1.0) * Math.max(1, Math.abs(value)) / H;
            return Math.max(0, Math.abs(numeric - analytic) - floor) / Math.max(norm, 1e-6);
        }

        /// Throws [AssertionError] if the error is more than `bound`; 1e-8 suits whatever is smooth. The message names the
        /// element that is furthest off.
        public void require(double bound) {
            if (!(error() <= bound)) {
                throw new AssertionError("gradient: along a random direction, differences give " + numeric
                        + ", the gradient gives " + analytic + ": error " + error() + ", more than " + bound
                        + "; the largest single error is at " + largest.get());
            }
        }
    }

    /// The slope of a computation along one random direction of its parameters.
    ///
    /// @param values F64; restored after the call
    /// @param f computes a loss `[1]` in the pass it is given
    public static Slope check(Parameters values, Function<Pass, Var> f, RandomGenerator random) {
        Kernels k = new ReferenceKernels();
        ToDoubleFunction<Tensor> loss = _ -> {
            try (Workspace ws = new Workspace(); Pass pass = Pass.inference(k, ws, values)) {
                return f.apply(pass).item();
            }
        };
        return check(values.flat(), loss, (_, gradient) -> {
            try (Workspace ws = new Workspace(); Arena arena = Arena.ofConfined()) {
                Parameters grads = new Parameters(arena, DType.F64, values.layout());
                try (Pass pass = Pass.training(k, ws, values, grads)) {
                    pass.backward(f.apply(pass));
                }
                k.run(new Copy(grads.flat(), gradient));
            }
        }, random, i -> {
            Param p = values.layout().params().stream().filter(of -> i < of.start() + of.size()).findFirst()
                    .orElseThrow();
            return p.name() + position(i - p.start(), p.shape());
        });
    }

    /// The slope of any function along one random direction. Throws [IllegalArgumentException] unless `at` is F64.
    ///
    /// @param at where; F64, restored after the call
    /// @param f the function of `at`
    /// @param gradient adds the gradient of `f` at its first argument to the second, a tensor of zeros
    public static Slope check(Tensor at, ToDoubleFunction<Tensor> f, BiConsumer<Tensor, Tensor> gradient,
            RandomGenerator random) {
        return check(at, f, gradient, random, i -> position(i, at.dims()));
    }

    private static Slope check(Tensor at, ToDoubleFunction<Tensor> f, BiConsumer<Tensor, Tensor> gradient,
            RandomGenerator random, LongFunction<String> place) {
        if (at.dtype() != DType.F64) {
            throw new IllegalArgumentException("at: needs F64, got " + at.dtype());
        }
        Kernels k = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined()) {
            double value = f.applyAsDouble(at);
            Tensor grads = Tensor.allocate(arena, DType.F64, at.dims());
            gradient.accept(at, grads);
            Tensor u = Tensor.allocate(arena, DType.F64, at.dims());
            new Init.Normal(1).fill(u, random);
            Tensor slope = Tensor.allocate(arena, DType.F64, 1);
            Tensor squares = Tensor.allocate(arena, DType.F64, 1);
            k.run(new Dot(grads, u, slope));
            k.run(new Dot(grads, grads, squares));
            Tensor start = Tensor.allocate(arena, DType.F64, at.dims());
            k.run(new Copy(at, start));
            double numeric = difference(t -> {
                k.run(new ScaleAdd(t, u, at));
                try {
                    return f.applyAsDouble(at);
                } finally {
                    k.run(new Copy(start, at));
                }
            });
            double[] analytic = grads.toDoubles();
            return new Slope(value, numeric, slope.get(0), Math.sqrt(squares.get(0)),
                    () -> largest(at, f, analytic, place));
        }
    }

    private static String largest(Tensor at, ToDoubleFunction<Tensor> f, double[] analytic,
            LongFunction<String> place) {
        double worst = -1;
        String found = "";
        for (int i = 0; i < analytic.length; i++) {
            int element = i;
            double start = at.get(i);
            double numeric;
            try {
                numeric = difference(t -> {
                    at.set(element, start + t);
                    return f.applyAsDouble(at);
                });
            } finally {
                at.set(i, start);
            }
            double error = Math.abs(numeric - analytic[i]);
            if (!(error <= worst)) {
                worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                found = place.apply(i) + ": " + analytic[i] + " instead of " + numeric;
            }
        }
        return found;
    }

    /// The slope of `f` at 0.
    private static double difference(DoubleUnaryOperator f) {
        double near = f.applyAsDouble(H) - f.applyAsDouble(-H);
        double far = f.applyAsDouble(2 * H) - f.applyAsDouble(-2 * H);
        return (8 * near - far) / (12 * H);
    }

    /// The indices of element `i`.
    private static String position(long i, int... shape) {
        int[] at = new int[shape.length];
        long rest = i;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            at[axis] = (int) (rest % shape[axis]);
            rest /= shape[axis];
        }
        return Arrays.toString(at);
    }
}
