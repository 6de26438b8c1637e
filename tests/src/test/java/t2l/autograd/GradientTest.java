package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.constraints.IntRange;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.testkit.GradCheck;

/// Every operation's backward pass against differences of its forward pass, in double on the reference kernels.
class GradientTest {
    /// Relative; [GradCheck.Slope#error] has already allowed for the rounding of the differences.
    private static final double BOUND = 1e-8;

    /// As in [GradCheck], four values around a number give a slope: two would be off by more than the bound where a
    /// frozen 8 meets the cap of a loss.
    private static final double H = 1e-4;

    private static final int[] STEPS = {1, -1, 2, -2};

    @Provide
    Arbitrary<String> samples() {
        return Arbitraries.of(OpSamples.ALL.keySet());
    }

    /// An operation is recorded by the name of its method; the other methods are made of others, or are views.
    @Example
    void everyOperationHasASample() {
        Set<String> sampled = new TreeSet<>();
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            for (OpSamples.Sample sample : OpSamples.ALL.values()) {
                Draw d = new Draw(arena, 2, 1);
                Function<Pass, Var> op = sample.draw(d);
                Parameters values = d.values();
                try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, values)) {
                    assertNotNull(op.apply(pass));
                    sampled.add(pass.operations().getLast());
                }
            }
        }
        Set<String> all = new TreeSet<>();
        for (Method m : Var.class.getMethods()) {
            if (m.getReturnType() == Var.class || m.getReturnType() == Var.Routes.class) {
                all.add(m.getName().substring(0, 1).toUpperCase(Locale.ROOT) + m.getName().substring(1));
            }
        }
        all.removeAll(Set.of("Sub", "SoftCap", "Reshape", "Narrow", "T"));
        assertEquals(all, sampled);
    }

    /// The slope along a random direction through all trained operands, of a random sum of the results.
    @Property(tries = 1200)
    void slopes(@ForAll("samples") String name, @ForAll @IntRange(min = 1, max = 5) int limit, @ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Draw d = new Draw(arena, limit, seed);
            Function<Pass, Var> op = OpSamples.ALL.get(name).draw(d);
            Parameters values = d.values();
            GradCheck.Slope slope = GradCheck.check(values, pass -> {
                Var y = op.apply(pass);
                return y.dot(weights(arena, y, seed));
            }, d.random);
            assertTrue(slope.error() <= BOUND, () -> name + ": " + slope + ", error " + slope.error());
        }
    }

    /// Every entry of the matrix of derivatives, where it is small.
    @Property(tries = 300)
    void jacobians(@ForAll("samples") String name, @ForAll @IntRange(min = 1, max = 2) int limit, @ForAll long seed) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Draw d = new Draw(arena, limit, seed);
            Function<Pass, Var> op = OpSamples.ALL.get(name).draw(d);
            Parameters values = d.values();
            double[] y = result(ws, values, op);
            double[][] numeric = new double[Math.toIntExact(values.flat().size())][];
            for (int j = 0; j < numeric.length; j++) {
                double at = values.flat().get(j);
                double[][] near = new double[STEPS.length][];
                for (int s = 0; s < STEPS.length; s++) {
                    values.flat().set(j, at + STEPS[s] * H);
                    near[s] = result(ws, values, op);
                }
                values.flat().set(j, at);
                numeric[j] = new double[y.length];
                for (int i = 0; i < y.length; i++) {
                    numeric[j][i] = (8 * (near[0][i] - near[1][i]) - (near[2][i] - near[3][i])) / (12 * H);
                }
            }
            // as many rows as a Jacobian of 128 rows and more needs to show each way through its code
            for (int i = 0; i < y.length; i += y.length > 100 ? 9 : 1) {
                double[] row = gradient(ws, arena, values, op, i);
                for (int j = 0; j < row.length; j++) {
                    double bound = BOUND * Math.max(1, Math.max(Math.abs(row[j]), Math.abs(y[i])));
                    assertEquals(numeric[j][i], row[j], bound, name + ": ∂y" + i + "/∂θ" + j);
                }
            }
        }
    }

    private static double[] result(Workspace ws, Parameters values, Function<Pass, Var> op) {
        try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
            return op.apply(pass).value().toDoubles();
        }
    }

    /// The derivatives of result `i`.
    private static double[] gradient(Workspace ws, Arena arena, Parameters values, Function<Pass, Var> op, int i) {
        Kernels kernels = new ReferenceKernels();
        Parameters grads = new Parameters(arena, DType.F64, values.layout());
        try (Pass pass = Pass.training(kernels, ws, values, grads)) {
            Var y = op.apply(pass);
            Tensor one = Tensor.allocate(arena, DType.F64, y.value().dims());
            one.set(i, 1);
            pass.backward(y.dot(one));
        }
        return grads.flat().toDoubles();
    }

    private static Tensor weights(Arena arena, Var y, long seed) {
        Tensor weights = Tensor.allocate(arena, DType.F64, y.value().dims());
        new Init.Normal(1).fill(weights, new SplittableRandom(seed));
        return weights;
    }
}
