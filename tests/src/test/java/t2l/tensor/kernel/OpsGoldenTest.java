package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.testkit.Rounding;

/// The kernels against PyTorch in F64: `ops/ops.safetensors`, made by the scripts beside it. The definition must agree
/// to 1e-11. The fast kernels see the same numbers rounded to F32 and must agree to a few hundred such roundings of the
/// largest number of a result; how close they are to the definition is the matter of [KernelAgreementTest].
class OpsGoldenTest {
    private static final Arena ARENA = Arena.ofAuto();
    private static final Parallel THREADS = new Parallel(2);
    private static SafeTensors golden;

    /// Kernels, the type they compute in, and the error allowed relative to the largest number.
    record Run(Kernels kernels, DType type, double error) {
        @Override
        public String toString() {
            return kernels.name() + " in " + type;
        }

        Tensor in(String name, int... shape) {
            return tensor(golden.get(name), shape);
        }

        Tensor tensor(Tensor from, int... shape) {
            Tensor t = zeros(shape.length == 0 ? from.dims() : shape);
            for (long i = 0; i < t.size(); i++) {
                t.set(i, from.get(i));
            }
            return t;
        }

        Tensor zeros(int... shape) {
            return Tensor.allocate(ARENA, type, shape);
        }

        /// What a kernel writes into zeros of this shape, which must be the golden.
        Tensor gives(String name, Function<Tensor, Kernel> kernel, int... shape) {
            Tensor out = zeros(shape);
            kernels.run(kernel.apply(out));
            check(name, out);
            return out;
        }

        void check(String name, Tensor got) {
            check(name, golden.get(name), got);
        }

        void check(String name, Tensor expected, Tensor got) {
            assertEquals(expected.size(), got.size(), name);
            double largest = 1;
            for (long i = 0; i < expected.size(); i++) {
                largest = Math.max(largest, Math.abs(expected.get(i)));
            }
            for (long i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i), got.get(i), error * largest, name + "[" + i + "] by " + this);
            }
        }
    }

    @BeforeAll
    static void open() {
        golden = SafeTensors.open(GoldenFile.path("tensor/kernel/ops/ops.safetensors"), ARENA);
    }

    static List<Run> runs() {
        return List.of(new Run(new ReferenceKernels(), DType.F64, 1e-11),
                new Run(Backends.open("simd", THREADS), DType.F32, 256 * Rounding.U));
    }

    /// The cases of an operation, as the file names them.
    private static Set<String> cases(String prefix) {
        Set<String> all = new TreeSet<>();
        for (String name : golden.tensors().keySet()) {
            if (name.startsWith(prefix)) {
                all.add(name.substring(0, name.lastIndexOf('/')));
            }
        }
        assertTrue(!all.isEmpty(), "no case of " + prefix);
        return all;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void layerNorm(Run run) {
        for (String name : cases("layer_norm/")) {
            double eps = name.endsWith("0.1") ? 0.1 : 1e-5;
            Tensor x = run.in(name + "/in.x", 12, 13);
            Tensor w = run.in(name + "/in.w");
            Tensor dy = run.in(name + "/dy.y", 12, 13);
            Tensor y = run.zeros(12, 13);
            Tensor mean = run.zeros(12);
            Tensor rstd = run.zeros(12);
            run.kernels.run(new LayerNorm(x, w, run.in(name + "/in.b"), eps, y, mean, rstd));
            run.check(name + "/out.y", y);
            run.gives(name + "/grad.x", out -> new LayerNormGradAdd(x, w, mean, rstd, dy, out), 12, 13);
            Tensor dw = run.zeros(13);
            Tensor db = run.zeros(13);
            run.kernels.run(new LayerNormWeightGradAdd(x, mean, rstd, dy, dw, db));
            run.check(name + "/grad.w", dw);
            run.check(name + "/grad.b", db);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void rmsNorm(Run run) {
        for (String name : cases("rms_norm/")) {
            double eps = name.endsWith("0.1") ? 0.1 : name.endsWith("zero_row") ? 1e-6 : 1e-5;
            Tensor x = run.in(name + "/in.x", 12, 13);
            Tensor w = run.in(name + "/in.w");
            Tensor dy = run.in(name + "/dy.y", 12, 13);
            Tensor y = run.zeros(12, 13);
            Tensor rstd = run.zeros(12);
            run.kernels.run(new RmsNorm(x, w, eps, y, rstd));
            run.check(name + "/out.y", y);
            run.gives(name + "/grad.x", out -> new RmsNormGradAdd(x, w, rstd, dy, out), 12, 13);
            run.gives(name + "/grad.w", out -> new RmsNormWeightGradAdd(x, rstd, dy, out), 13);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void crossEntropy(Run run) {
        for (String name : cases("cross_entropy/")) {
            double smoothing = name.contains("0.1") ? 0.1 : 0;
            Tensor target = golden.get(name + "/const.target");
            Tensor z = run.in(name + "/in.x");
            Tensor loss = run.zeros(7);
            Tensor lse = run.zeros(7);
            run.kernels.run(new CrossEntropy(z, target, smoothing, loss, lse));
            boolean single = name.contains("none");
            boolean mean = name.contains("mean");
            double counted = 0;
            double all = 0;
            for (int i = 0; i < 7; i++) {
                counted += target.get(i) == CrossEntropy.IGNORE ? 0 : 1;
                all += loss.get(i);
            }
            Tensor total = run.zeros(1).fill(mean ? all / counted : all);
            run.check(name + "/out.y", single ? loss : total);
            Tensor dy = single ? run.in(name + "/dy.y") : run.zeros(7).fill(mean ? 1 / counted : 1);
            run.kernels.run(new CrossEntropyGrad(z, target, smoothing, Double.POSITIVE_INFINITY, lse, dy));
            run.check(name + "/grad.x", z);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void pointwise(Run run) {
        for (String name : cases("pointwise/")) {
            Unary f = switch (name) {
                case "pointwise/gelu_erf" -> Unary.GELU;
                case "pointwise/gelu_tanh" -> Unary.GELU_TANH;
                case "pointwise/silu" -> Unary.SILU;
                case "pointwise/sigmoid" -> Unary.SIGMOID;
                case "pointwise/tanh" -> Unary.TANH;
                default -> Unary.RELU;
            };
            Tensor x = run.in(name + "/in.x");
            run.gives(name + "/out.y", out -> new Pointwise(f, x, out), x.dims());
            run.gives(name + "/grad.x", out -> new PointwiseGradAdd(f, x, run.in(name + "/dy.y"), out), x.dims());
        }
        Tensor g = run.in("swiglu/in.gate");
        Tensor u = run.in("swiglu/in.up");
        run.gives("swiglu/out.y", out -> new Gate(Unary.SILU, g, u, out), 4, 9);
        Tensor dg = run.zeros(4, 9);
        Tensor du = run.zeros(4, 9);
        run.kernels.run(new GateGradAdd(Unary.SILU, g, u, run.in("swiglu/dy.y"), dg, du));
        run.check("swiglu/grad.gate", dg);
        run.check("swiglu/grad.up", du);
    }

    /// `[B,H,T,D]` as `[B,T,H·D]`
    private static Tensor rows(Run run, String name) {
        Tensor t = golden.get(name).permute(0, 2, 1, 3);
        return run.tensor(t, t.dim(0), t.dim(1), t.dim(2) * t.dim(3));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void softmax(Run run) {
        Tensor y = run.gives("softmax/out.y", out -> new Softmax(run.in("softmax/in.x"), out), 4, 9);
        run.gives("softmax/grad.x", out -> new SoftmaxGradAdd(y, run.in("softmax/dy.y"), out), 4, 9);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void l1(Run run) {
        // torch's mean over everything is the kernel's mean over one row of everything
        Tensor x = run.in("l1/mean/in.x", 1, 24);
        Tensor target = run.in("l1/mean/in.y", 1, 24);
        run.gives("l1/mean/out.y", out -> new L1(x, target, out), 1);
        Tensor one = run.zeros(1);
        one.fill(1);
        run.gives("l1/mean/grad.x", out -> new L1GradAdd(x, target, one, out), 1, 24);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void attention(Run run) {
        for (String name : cases("attention/")) {
            Tensor q = rows(run, name + "/in.q");
            Tensor k = rows(run, name + "/in.k");
            Tensor v = rows(run, name + "/in.v");
            Heads heads = new Heads(6, k.dim(2) / 8, 8, name.endsWith("scale") ? 0.2 : 1 / Math.sqrt(8), mask(name),
                    cap(name));
            Tensor span = Tensor.of(ARENA, new int[] {0, 9, 0, 9}, 2, 2);
            if (name.contains("padding")) {
                Tensor padding = golden.get(name + "/const.padding");
                for (int b = 0; b < 2; b++) {
                    int first = 0;
                    while (padding.at(b, first) == 0) {
                        first++;
                    }
                    int end = 9;
                    while (padding.at(b, end - 1) == 0) {
                        end--;
                    }
                    span.set(2L * b, first);
                    span.set(2L * b + 1, end);
                }
            }
            Tensor y = run.zeros(q.dims());
            Tensor lse = run.zeros(2, q.dim(1), 6);
            run.kernels.run(new Attention(heads, q, k, v, span, y, lse));
            Tensor dy = rows(run, name + "/dy.y");
            Tensor expected = rows(run, name + "/out.y");
            for (long i = 0; i < y.size(); i++) {
                // the reference's rows of padding hold no meaning and get no gradient
                if (dy.get(i) == 0) {
                    y.set(i, expected.get(i));
                }
            }
            run.check(name + "/out.y", expected, y);
            Tensor dq = run.zeros(q.dims());
            Tensor dk = run.zeros(k.dims());
            Tensor dv = run.zeros(k.dims());
            run.kernels.run(new AttentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv));
            run.check(name + "/grad.q", rows(run, name + "/grad.q"), dq);
            run.check(name + "/grad.k", rows(run, name + "/grad.k"), dk);
            run.check(name + "/grad.v", rows(run, name + "/grad.v"), dv);
        }
    }

    private static Mask mask(String name) {
        return switch (name) {
            case "attention/bidirectional_padding" -> Mask.NONE;
            case "attention/bidirectional_window2" -> Mask.around(2);
            case "attention/window1" -> Mask.window(1);
            case "attention/window3", "attention/window3_left_padding" -> Mask.window(3);
            case "attention/decode3_window4", "attention/window4_softcap" -> Mask.window(4);
            default -> Mask.CAUSAL;
        };
    }

    private static double cap(String name) {
        return switch (name) {
            case "attention/softcap" -> 2;
            case "attention/window4_softcap" -> 1.5;
            default -> Heads.UNCAPPED;
        };
    }

    @ParameterizedTest
    @MethodSource("runs")
    void rope(Run run) {
        for (String name : cases("rope/")) {
            Tensor cos = run.in(name + "/out.cos");
            Tensor sin = run.in(name + "/out.sin");
            Tensor positions = Tensor.allocate(ARENA, DType.I32, 42);
            for (int i = 0; i < 42; i++) {
                positions.set(i, i % 7);
            }
            run.gives(name + "/out.y",
                    out -> new Rope(run.in(name + "/in.x", 42, 16), positions, cos, sin, 2 * cos.dim(1), false,
                            false, out),
                    42, 16);
            run.gives(name + "/grad.x",
                    out -> new Rope(run.in(name + "/dy.y", 42, 16), positions, cos, sin, 2 * cos.dim(1), true, true,
                            out),
                    42, 16);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void embedding(Run run) {
        String name = "embedding/padding_idx_None";
        Tensor ids = golden.get(name + "/const.ids").reshape(15);
        run.gives(name + "/out.y", out -> new Gather(run.in(name + "/in.w"), ids, out), 15, 4);
        run.gives(name + "/grad.w", out -> new ScatterAdd(run.in(name + "/dy.y", 15, 4), ids, out), 9, 4);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void adamw(Run run) {
        for (String name : cases("adamw/")) {
            double decay = name.contains("decay0.1") ? 0.1 : 0;
            double eps = name.endsWith("1e-08") ? 1e-8 : 1e-3;
            Tensor w = run.in(name + "/const.start");
            Tensor m = run.zeros(5);
            Tensor v = run.zeros(5);
            for (int t = 0; t < 12; t++) {
                run.kernels.run(new AdamWStep(w, run.tensor(golden.get(name + "/const.grads").narrow(0, t, 1), 5), m, v,
                        0.05, 0.9, 0.99, eps, decay, t + 1));
                run.check(name, golden.get(name + "/out.path").narrow(0, t, 1), w);
                run.check(name, golden.get(name + "/out.exp_avg").narrow(0, t, 1), m);
                run.check(name, golden.get(name + "/out.exp_avg_sq").narrow(0, t, 1), v);
            }
        }
    }
}
