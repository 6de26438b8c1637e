package t2l.autograd;

import java.lang.foreign.Arena;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Copy;
import t2l.tensor.kernel.Dot;
import t2l.tensor.kernel.ScaleAdd;

/// Compares the gradients of a computation with finite differences, in double on the reference kernels.
///
/// The check is projected: for a random direction `u` over all parameters, the slope of `f(θ + t·u)` at `t = 0` must
/// equal `⟨∇f, u⟩`. Four values around `θ` give the slope with an error of order `h⁴` (Abramowitz & Stegun 25.3.6):
/// `(8·(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h`. Break a sign in any operation and watch it fail.
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
    public record Slope(double value, double numeric, double analytic, double norm) {
        /// The difference between the two slopes, relative to the size of slopes. Finite differences cannot resolve slopes
        /// below the rounding error of `f`, about `100·ε·|f|/h`, so that much is subtracted. The numbers inside `f` are of
        /// size 1 even where their sum is small.
        public double error() {
            double floor = 100 * Math.ulp(1.0) * Math.max(1, Math.abs(value)) / H;
            return Math.max(0, Math.abs(numeric - analytic) - floor) / Math.max(norm, 1e-6);
        }
    }

    /// The slope of `f` along one random direction.
    ///
    /// @param values F64; restored after the call
    /// @param f computes a loss `[1]` in the pass it is given
    public static Slope check(Parameters values, Function<Pass, Var> f, RandomGenerator random) {
        Kernels k = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Parameters grads = new Parameters(arena, DType.F64, values.layout());
            double value;
            try (Pass pass = Pass.training(k, ws, values, grads)) {
                Var loss = f.apply(pass);
                value = loss.item();
                pass.backward(loss);
            }
            Tensor u = Tensor.allocate(arena, DType.F64, values.flat().dims());
            new Init.Normal(1).fill(u, random);
            Tensor slope = Tensor.allocate(arena, DType.F64, 1);
            Tensor squares = Tensor.allocate(arena, DType.F64, 1);
            k.run(new Dot(grads.flat(), u, slope));
            k.run(new Dot(grads.flat(), grads.flat(), squares));
            Tensor start = Tensor.allocate(arena, DType.F64, values.flat().dims());
            k.run(new Copy(values.flat(), start));
            DoubleUnaryOperator along = t -> {
                k.run(new ScaleAdd(t, u, values.flat()));
                try (Pass pass = Pass.inference(k, ws, values)) {
                    return f.apply(pass).item();
                } finally {
                    k.run(new Copy(start, values.flat()));
                }
            };
            double near = along.applyAsDouble(H) - along.applyAsDouble(-H);
            double far = along.applyAsDouble(2 * H) - along.applyAsDouble(-2 * H);
            double numeric = (8 * near - far) / (12 * H);
            return new Slope(value, numeric, slope.get(0), Math.sqrt(squares.get(0)));
        }
    }
}
