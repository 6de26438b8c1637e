package t2l.gpu;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;

/// Element-wise kernels on the device: `elements.cl`.
record ElementKernels(Offload device) {
    /// How kernels call them: by their place here.
    private static final List<Unary> FUNCTIONS = List.of(Unary.values());

    private static final String OPTIONS = FUNCTIONS.stream().map(f -> "-D" + f + "=" + number(f))
            .collect(Collectors.joining(" ")) + " -DIGNORE=" + CrossEntropy.IGNORE;

    /// Work-items of a group.
    private static final int GROUP = 64;

    private static int number(Unary f) {
        return FUNCTIONS.indexOf(f);
    }

    /// Whether kernels can read this type as F32.
    static boolean readable(DType type) {
        return switch (type) {
            case F32, F16, BF16, Q8_0, Q4_0 -> true;
            default -> false;
        };
    }

    static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /// Runs `kernel`; false if it cannot.
    boolean run(Kernel kernel) {
        return switch (kernel) {
            case Fill k -> each(k, "fill", t -> t.real(k.value()), k.out());
            case Copy k -> copy(k);
            case Scale k -> each(k, "scale", t -> t.real(k.alpha()), k.x(), k.out());
            case ScaleAdd k -> each(k, "scale_add", t -> t.real(k.alpha()), k.x(), k.out());
            case ScaleByAdd k -> scaleBy(k);
            case Add k -> each(k, "add", t -> t, k.a(), k.b(), k.out());
            case Mul k -> each(k, "mul", t -> t, k.a(), k.b(), k.out());
            case MulAdd k -> each(k, "mul_add", t -> t, k.a(), k.b(), k.out());
            case AddRow k -> addRow(k);
            case Pointwise k -> each(k, "map", t -> t.whole(number(k.f())), k.x(), k.out());
            case PointwiseGradAdd k -> each(k, "map_grad_add", t -> t.whole(number(k.f())), k.x(), k.dy(), k.dx());
            case Gate k -> each(k, "gate", t -> t.whole(number(k.f())), k.g(), k.u(), k.out());
            case GateGradAdd k -> each(k, "gate_grad_add", t -> t.whole(number(k.f())), k.g(), k.u(), k.dy(), k.dg(),
                    k.du());
            case L1GradAdd k -> l1Grad(k);
            case Dropout k -> each(k, "dropout", t -> t.whole(Noise.stream(k.key(), k.salt()))
                    .whole(Noise.threshold(k.p())).real(1 / (1 - k.p())).whole(k.add() ? 1 : 0), k.x(), k.out());
            case Perturb k -> each(k, "perturb", t -> t.whole(Noise.stream(k.key(), k.salt())).real(k.bound()), k.x(),
                    k.out());
            case AdamWStep k -> adamW(k);
            case CrossEntropyGrad k -> crossEntropyGrad(k);
            case Rope k -> rope(k);
            case Gather k -> gather(k);
            case ScatterAdd k -> scatter(k);
            default -> false;
        };
    }

    private boolean copy(Copy call) {
        return readable(call.x().dtype()) && f32(call.out())
                && run(call, "copy_" + name(call.x().dtype()),
                        Grid.of(call.out().dims(), strides(call.x()), strides(call.out())),
                        (task, grid) -> task.tensor(call.x(), grid.steps()[0]).tensor(call.out(), grid.steps()[1]));
    }

    private boolean scaleBy(ScaleByAdd call) {
        return f32(call.factor(), call.x(), call.out())
                && run(call, "scale_by_add", Grid.of(call.out().dims(), strides(call.x()), strides(call.out())),
                        (task, grid) -> task.tensor(call.x(), grid.steps()[0]).tensor(call.factor())
                                .tensor(call.out(), grid.steps()[1])
                                .real(call.alpha()));
    }

    private boolean addRow(AddRow call) {
        return f32(call.x(), call.row(), call.out())
                && run(call, "add",
                        Grid.of(call.out().dims(), strides(call.x()), new long[] {0, call.row().stride(0)},
                                strides(call.out())),
                        (task, grid) -> task.tensor(call.x(), grid.steps()[0]).tensor(call.row(), grid.steps()[1])
                                .tensor(call.out(), grid.steps()[2]));
    }

    private boolean l1Grad(L1GradAdd call) {
        return f32(call.x(), call.target(), call.dy(), call.dx())
                && run(call, "l1_grad_add", Optional.of(Grid.rows(call.x(), call.target(), call.dx())),
                        (task, grid) -> task.tensor(call.x()).tensor(call.target()).tensor(call.dy()).tensor(call.dx())
                                .real(1.0 / call.x().dim(1)));
    }

    private boolean adamW(AdamWStep call) {
        double c1 = 1 / (1 - Math.pow(call.beta1(), (double) call.t()));
        double c2 = 1 / (1 - Math.pow(call.beta2(), (double) call.t()));
        return each(call, "adamw", t -> t.real(call.lr()).real(call.beta1()).real(1 - call.beta1()).real(call.beta2())
                .real(1 - call.beta2()).real(c1)
                .real(c2).real(call.eps()).real(call.decay()),
                call.g(), call.w(), call.m(), call.v());
    }

    private boolean crossEntropyGrad(CrossEntropyGrad call) {
        call.requireTargets();
        return f32(call.logits(), call.lse(), call.dy()) && call.targets().dtype() == DType.I32
                && run(call, "cross_entropy_grad", Optional.of(Grid.rows(call.logits())),
                        (task, grid) -> task.tensor(call.targets()).tensor(call.lse()).tensor(call.dy())
                                .tensor(call.logits()).real(1 - call.smoothing())
                                .real(call.smoothing() / call.logits().dim(1)).real(1 / call.cap()));
    }

    private boolean rope(Rope call) {
        call.requirePositions();
        if (!f32(call.x(), call.cos(), call.sin(), call.out()) || call.positions().dtype() != DType.I32) {
            return false;
        }
        int half = call.cos().dim(1);
        long head = call.head();
        Grid pairs = new Grid(new long[] {head - half, call.x().dim(0), call.x().dim(1) / head, 1},
                new long[][] {{call.x().stride(1), call.x().stride(0), head * call.x().stride(1)},
                    {call.cos().stride(1)}, {call.sin().stride(1)},
                    {call.out().stride(1), call.out().stride(0), head * call.out().stride(1)}});
        return run(call, "rope", Optional.of(pairs), (task, grid) -> {
            task.tensor(call.x(), grid.steps()[0]).tensor(call.positions()).tensor(call.cos()).tensor(call.sin());
            task.tensor(call.out(), grid.steps()[3]).wide(half).real(call.inverse() ? -1 : 1).whole(call.add() ? 1 : 0);
        });
    }

    private boolean gather(Gather call) {
        call.requireIds();
        return readable(call.table().dtype()) && f32(call.out())
                && run(call, "gather_" + name(call.table().dtype()), Optional.of(Grid.rows(call.out(), call.table())),
                        (task, grid) -> task.tensor(call.table()).tensor(call.ids()).tensor(call.out()));
    }

    private boolean scatter(ScatterAdd call) {
        call.requireIds();
        Grid columns = new Grid(new long[] {call.table().dim(1), 1, 1, 1}, Grid.rows(call.x(), call.table()).steps());
        return f32(call.x(), call.table()) && run(call, "scatter_add", Optional.of(columns),
                (task, grid) -> task.tensor(call.x()).tensor(call.ids()).tensor(call.table()).whole(call.x().dim(0)));
    }

    private interface Arguments {
        void give(DeviceCall task, Grid grid);
    }

    /// Runs a kernel whose operands have one shape.
    private boolean each(Kernel call, String kernel, UnaryOperator<DeviceCall> numbers, Tensor... operands) {
        return f32(operands) && run(call, kernel, Grid.of(operands[0].dims(),
                Arrays.stream(operands).map(ElementKernels::strides).toArray(long[][]::new)), (task, grid) -> {
                    for (int i = 0; i < operands.length; i++) {
                        task.tensor(operands[i], grid.steps()[i]);
                    }
                    var _ = numbers.apply(task);
                });
    }

    private boolean run(Kernel call, String kernel, Optional<Grid> grid, Arguments arguments) {
        return grid.filter(g -> !g.isEmpty()).isPresent() && device.run(call, task -> {
            Grid g = grid.get();
            task.kernel("elements", g.unit() ? OPTIONS + " -DUNIT" : OPTIONS, kernel).steps(g.size());
            arguments.give(task, g);
            task.launch(g.size()[0], g.size()[1], g.size()[2] * g.size()[3], GROUP, 1);
        });
    }

    static boolean f32(Tensor... all) {
        return Arrays.stream(all).allMatch(t -> t.dtype() == DType.F32);
    }

    static long[] strides(Tensor t) {
        long[] strides = new long[t.rank()];
        Arrays.setAll(strides, t::stride);
        return strides;
    }
}
