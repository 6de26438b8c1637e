package t2l.gpu;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Contract;
import t2l.tensor.kernel.Noise;
import t2l.tensor.kernel.Unary;

/// What is done to each element alone, on the device: `elements.cl`. Each method is the one of [Kernels] of its name and
/// returns false if it cannot.
final class Elements {
    /// How kernels call them: by their place here.
    private static final List<Unary> FUNCTIONS = List.of(Unary.values());

    private static final String OPTIONS = FUNCTIONS.stream().map(f -> "-D" + f + "=" + number(f))
            .collect(Collectors.joining(" ")) + " -DIGNORE=" + Kernels.IGNORE;

    /// Work-items of a group.
    private static final int GROUP = 64;

    private final Offload device;

    Elements(Offload device) {
        this.device = device;
    }

    private static int number(Unary f) {
        return FUNCTIONS.indexOf(f);
    }

    /// Whether kernels can read this type as F32.
    static boolean readable(DType type) {
        return switch (type) {
            case F32, F16, BF16, Q8_0, Q4_0 -> true;
            case F64, I32, Q4_1 -> false;
        };
    }

    static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    boolean fill(double value, Tensor out) {
        return over("fill", t -> t.real(value), out);
    }

    boolean copy(Tensor x, Tensor out) {
        Contract.elementwise("copy", x, out);
        return readable(x.dtype()) && f32(out)
                && run("copy_" + name(x.dtype()), Grid.of(out.dims(), strides(x), strides(out)),
                        (task, grid) -> task.reads(x, grid.steps()[0]).writes(out, grid.steps()[1]));
    }

    boolean scale(double alpha, Tensor x, Tensor out) {
        Contract.elementwise("scale", x, out);
        return over("scale", t -> t.real(alpha), x, out);
    }

    boolean scaleAdd(double alpha, Tensor x, Tensor out) {
        Contract.elementwise("scaleAdd", x, out);
        return into("scale_add", 1, t -> t.real(alpha), x, out);
    }

    boolean scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) {
        Contract.scaleBy(factor, x, out);
        return f32(factor, x, out) && run("scale_by_add", Grid.of(out.dims(), strides(x), strides(out)),
                (task, grid) -> task.reads(x, grid.steps()[0]).reads(factor).changes(out, grid.steps()[1])
                        .real(alpha));
    }

    boolean add(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("add", a, b, out);
        return over("add", Elements::nothing, a, b, out);
    }

    boolean mul(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("mul", a, b, out);
        return over("mul", Elements::nothing, a, b, out);
    }

    boolean mulAdd(Tensor a, Tensor b, Tensor out) {
        Contract.elementwise("mulAdd", a, b, out);
        return into("mul_add", 2, Elements::nothing, a, b, out);
    }

    boolean addRow(Tensor x, Tensor row, Tensor out) {
        Contract.rows("addRow", x, row);
        Contract.elementwise("addRow", x, out);
        return f32(x, row, out)
                && run("add", Grid.of(out.dims(), strides(x), new long[] {0, row.stride(0)}, strides(out)),
                        (task, grid) -> task.reads(x, grid.steps()[0]).reads(row, grid.steps()[1]).writes(out,
                                grid.steps()[2]));
    }

    boolean map(Unary f, Tensor x, Tensor out) {
        Contract.elementwise("map", x, out);
        return over("map", t -> t.whole(number(f)), x, out);
    }

    boolean mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) {
        Contract.elementwise("mapGradAdd", x, dy, dx);
        return into("map_grad_add", 2, t -> t.whole(number(f)), x, dy, dx);
    }

    boolean gate(Unary f, Tensor g, Tensor u, Tensor out) {
        Contract.elementwise("gate", g, u, out);
        return over("gate", t -> t.whole(number(f)), g, u, out);
    }

    boolean gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        Contract.gateGrad(g, u, dy, dg, du);
        return into("gate_grad_add", 3, t -> t.whole(number(f)), g, u, dy, dg, du);
    }

    boolean l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) {
        Contract.l1("l1GradAdd", x, target, dy);
        Contract.elementwise("l1GradAdd", x, dx);
        return f32(x, target, dy, dx)
                && run("l1_grad_add", Optional.of(Grid.rows(x, target, dx)),
                        (task, grid) -> task.reads(x).reads(target).reads(dy).changes(dx).real(1.0 / x.dim(1)));
    }

    boolean dropout(boolean add, double p, Tensor key, int salt, Tensor x, Tensor out) {
        Contract.dropout(p, key, x, out);
        Consumer<Task> numbers = t -> t.whole(Noise.stream(key, salt)).whole(Noise.threshold(p)).real(1 / (1 - p))
                .whole(add ? 1 : 0);
        return add ? into("dropout", 1, numbers, x, out) : over("dropout", numbers, x, out);
    }

    boolean perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) {
        Contract.perturb(bound, key, x, out);
        return over("perturb", t -> t.whole(Noise.stream(key, salt)).real(bound), x, out);
    }

    boolean adamw(Tensor w, Tensor g, Tensor m, Tensor v, double rate, double beta1, double beta2, double eps,
            double decay, long step) {
        Contract.adamw(w, g, m, v);
        double c1 = 1 / (1 - Math.pow(beta1, (double) step));
        double c2 = 1 / (1 - Math.pow(beta2, (double) step));
        return into("adamw", 1, t -> t.real(rate).real(beta1).real(1 - beta1).real(beta2).real(1 - beta2).real(c1)
                .real(c2).real(eps).real(decay), g, w, m, v);
    }

    boolean crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy) {
        Contract.crossEntropy(logits, targets, lse, dy);
        Contract.cap("crossEntropyGrad", cap);
        return f32(logits, lse, dy) && Ids.targets(logits, targets)
                && run("cross_entropy_grad", Optional.of(Grid.rows(logits)),
                        (task, grid) -> task.reads(targets).reads(lse).reads(dy).changes(logits).real(1 - smoothing)
                                .real(smoothing / logits.dim(1)).real(1 / cap));
    }

    boolean rope(boolean add, Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        Contract.rope(x, positions, cos, sin, out);
        if (!(f32(x, cos, sin, out) && Ids.positions(positions, cos))) {
            return false;
        }
        int half = cos.dim(1);
        Grid pairs = new Grid(new long[] {half, x.dim(0), x.dim(1) / (2L * half), 1},
                new long[][] {{x.stride(1), x.stride(0), 2L * half * x.stride(1)}, {cos.stride(1)}, {sin.stride(1)},
                    {out.stride(1), out.stride(0), 2L * half * out.stride(1)}});
        return run("rope", Optional.of(pairs), (task, grid) -> {
            task.reads(x, grid.steps()[0]).reads(positions).reads(cos).reads(sin);
            (add ? task.changes(out, grid.steps()[3]) : task.writes(out, grid.steps()[3])).wide(half)
                    .real(inverse ? -1 : 1).whole(add ? 1 : 0);
        });
    }

    boolean gather(Tensor table, Tensor ids, Tensor out) {
        Contract.gather("gather", table, ids, out);
        return readable(table.dtype()) && f32(out) && Ids.rows("gather", ids, table)
                && run("gather_" + name(table.dtype()), Optional.of(Grid.rows(out, table)),
                        (task, grid) -> task.reads(table).reads(ids).writes(out));
    }

    boolean scatterAdd(Tensor x, Tensor ids, Tensor table) {
        Contract.gather("scatterAdd", table, ids, x);
        Grid columns = new Grid(new long[] {table.dim(1), 1, 1, 1}, Grid.rows(x, table).steps());
        return f32(x, table) && Ids.rows("scatterAdd", ids, table) && run("scatter_add", Optional.of(columns),
                (task, grid) -> task.reads(x).reads(ids).changes(table).whole(x.dim(0)));
    }

    private interface Arguments {
        void give(Task task, Grid grid);
    }

    private static void nothing(Task task) {
        // the kernel takes no numbers
    }

    /// Runs a kernel of operands of one shape that overwrites the last one.
    private boolean over(String kernel, Consumer<Task> numbers, Tensor... operands) {
        int last = operands.length - 1;
        return alike(kernel, operands, (task, grid) -> {
            for (int i = 0; i < last; i++) {
                task.reads(operands[i], grid.steps()[i]);
            }
            numbers.accept(task.writes(operands[last], grid.steps()[last]));
        });
    }

    /// Runs a kernel of operands of one shape that changes those after the first `inputs`.
    private boolean into(String kernel, int inputs, Consumer<Task> numbers, Tensor... operands) {
        return alike(kernel, operands, (task, grid) -> {
            for (int i = 0; i < inputs; i++) {
                task.reads(operands[i], grid.steps()[i]);
            }
            for (int i = inputs; i < operands.length; i++) {
                task.changes(operands[i], grid.steps()[i]);
            }
            numbers.accept(task);
        });
    }

    private boolean alike(String kernel, Tensor[] operands, Arguments arguments) {
        return f32(operands) && run(kernel, Grid.of(operands[0].dims(),
                Arrays.stream(operands).map(Elements::strides).toArray(long[][]::new)), arguments);
    }

    private boolean run(String kernel, Optional<Grid> grid, Arguments arguments) {
        return grid.filter(g -> !g.isEmpty()).isPresent() && device.run(kernel, task -> {
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
