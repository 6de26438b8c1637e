package t2l.autograd;

import java.lang.foreign.Arena;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;

/// Compares the gradients of a computation with central differences, in double on the reference kernels.
///
/// The check is projected: for a random direction `u` over all parameters, `(f(θ + hu) − f(θ − hu)) / 2h` must equal
/// `⟨∇f, u⟩`. Break a sign in any operation and watch it fail.
public final class GradCheck {
    private static final double H = 1e-5;

    private GradCheck() {}

    /// What one direction gave.
    ///
    /// @param value `f(θ)`
    /// @param numeric the slope by differences
    /// @param analytic the slope by the backward pass
    public record Slope(double value, double numeric, double analytic) {
        /// The difference of the two, relative to their size. Differences cannot see slopes below the rounding of `f`
        /// itself, about `50·ε·|f|/h`: that much is allowed for before anything counts.
        public double error() {
            double floor = 50 * Math.ulp(1.0) * Math.abs(value) / H;
            double size = Math.max(Math.abs(numeric), Math.abs(analytic));
            return Math.max(0, Math.abs(numeric - analytic) - floor) / Math.max(size, 1e-6);
        }
    }

    /// The slope of `f` along one random direction.
    ///
    /// @param values F64; the same after the call
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
            k.dot(grads.flat(), u, slope);
            Tensor start = Tensor.allocate(arena, DType.F64, values.flat().dims());
            k.copy(values.flat(), start);
            double above = shifted(k, ws, values, u, H, f);
            k.copy(start, values.flat());
            double below = shifted(k, ws, values, u, -H, f);
            k.copy(start, values.flat());
            return new Slope(value, (above - below) / (2 * H), slope.get(0));
        }
    }

    private static double shifted(Kernels k, Workspace ws, Parameters values, Tensor u, double by,
            Function<Pass, Var> f) {
        k.scaleAdd(by, u, values.flat());
        try (Pass pass = Pass.inference(k, ws, values)) {
            return f.apply(pass).item();
        }
    }
}
