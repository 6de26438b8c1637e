package t2l.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.AdamWStep;
import t2l.tensor.kernel.Attending.Rope;
import t2l.tensor.kernel.Elementwise.Add;
import t2l.tensor.kernel.Elementwise.AddRow;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Elementwise.Dropout;
import t2l.tensor.kernel.Elementwise.Gate;
import t2l.tensor.kernel.Elementwise.GateGradAdd;
import t2l.tensor.kernel.Elementwise.MulAdd;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Elementwise.PointwiseGradAdd;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Elementwise.SumRowsAdd;
import t2l.tensor.kernel.Lookups.Gather;
import t2l.tensor.kernel.Lookups.ScatterAdd;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.kernel.Losses.CrossEntropyGrad;
import t2l.tensor.kernel.Norms.LayerNorm;
import t2l.tensor.kernel.Norms.LayerNormGradAdd;
import t2l.tensor.kernel.Norms.RmsNorm;
import t2l.tensor.kernel.Norms.RmsNormGradAdd;
import t2l.tensor.kernel.Norms.RmsNormWeightGradAdd;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Products.Dot;
import t2l.tensor.kernel.Unary;

/// `rows`: kernels that pass over rows of numbers once. They are limited by memory bandwidth: the cost is bytes read
/// and written, with accumulators counted twice.
final class ElementRows {
    private static final double EPS = 1e-5;

    private final RowContext scene;
    private final RandomTensors draw;
    private final int n;
    private final int c;
    private final List<Tensor> operands = new ArrayList<>();
    private final List<Tensor> written = new ArrayList<>();
    private double bytes;

    private ElementRows(RowContext scene) {
        this.scene = scene;
        this.draw = scene.draw();
        this.n = scene.plan().size(8192, 7);
        this.c = scene.plan().size(1024, 40);
    }

    static List<Row> rows(BenchSettings plan) {
        return Stream.of(
                row("copy", r -> r.reads(r.x()).writes(r.x()).does((k, t) -> k.run(new Copy(t[0], t[1])))),
                row("copy-bf16", r -> r.reads(r.draw.normal(DType.BF16, 1, r.n, r.c)).writes(r.x())
                        .does((k, t) -> k.run(new Copy(t[0], t[1])))),
                row("add", r -> r.reads(r.x(), r.x()).writes(r.x()).does((k, t) -> k.run(new Add(t[0], t[1], t[2])))),
                row("scaleAdd", r -> r.reads(r.x()).adds(r.x()).does((k, t) -> k.run(new ScaleAdd(0.5, t[0], t[1])))),
                row("mulAdd",
                        r -> r.reads(r.x(), r.x()).adds(r.x()).does((k, t) -> k.run(new MulAdd(t[0], t[1], t[2])))),
                row("addRow", r -> r.reads(r.x(), r.line()).writes(r.x())
                        .does((k, t) -> k.run(new AddRow(t[0], t[1], t[2])))),
                row("sumRowsAdd", r -> r.reads(r.x()).adds(r.line()).does((k, t) -> k.run(new SumRowsAdd(t[0], t[1])))),
                row("dot",
                        r -> r.reads(r.x(), r.x()).writes(r.draw.zeros(1))
                                .does((k, t) -> k.run(new Dot(t[0], t[1], t[2])))),
                row("map-silu",
                        r -> r.reads(r.x()).writes(r.x()).does((k, t) -> k.run(new Pointwise(Unary.SILU, t[0], t[1])))),
                row("map-gelu",
                        r -> r.reads(r.x()).writes(r.x()).does((k, t) -> k.run(new Pointwise(Unary.GELU, t[0], t[1])))),
                row("mapGradAdd-gelu", r -> r.reads(r.x(), r.x()).adds(r.x())
                        .does((k, t) -> k.run(new PointwiseGradAdd(Unary.GELU, t[0], t[1], t[2])))),
                row("gate", r -> r.reads(r.x(), r.x()).writes(r.x())
                        .does((k, t) -> k.run(new Gate(Unary.SILU, t[0], t[1], t[2])))),
                row("gateGradAdd", r -> r.reads(r.x(), r.x(), r.x()).adds(r.x(), r.x())
                        .does((k, t) -> k.run(new GateGradAdd(Unary.SILU, t[0], t[1], t[2], t[3], t[4])))),
                row("rmsNorm", r -> r.reads(r.x(), r.line()).writes(r.x(), r.column())
                        .does((k, t) -> k.run(new RmsNorm(t[0], t[1], EPS, t[2], t[3])))),
                row("rmsNormGradAdd", r -> r.reads(r.x(), r.line(), r.column(), r.x()).adds(r.x())
                        .does((k, t) -> k.run(new RmsNormGradAdd(t[0], t[1], t[2], t[3], t[4])))),
                row("rmsNormWeightGradAdd", r -> r.reads(r.x(), r.column(), r.x()).adds(r.line())
                        .does((k, t) -> k.run(new RmsNormWeightGradAdd(t[0], t[1], t[2], t[3])))),
                row("layerNorm", r -> r.reads(r.x(), r.line(), r.line()).writes(r.x(), r.column(), r.column())
                        .does((k, t) -> k.run(new LayerNorm(t[0], t[1], t[2], EPS, t[3], t[4], t[5])))),
                row("layerNormGradAdd", r -> r.reads(r.x(), r.line(), r.column(), r.column(), r.x()).adds(r.x())
                        .does((k, t) -> k.run(new LayerNormGradAdd(t[0], t[1], t[2], t[3], t[4], t[5])))),
                row("softmax", r -> r.reads(r.x()).writes(r.x()).does((k, t) -> k.run(new Softmax(t[0], t[1])))),
                row("rope", r -> r.reads(r.x(), r.draw.ids(2048, r.n), r.draw.normal(2048, r.c / 2 / 8),
                        r.draw.normal(2048, r.c / 2 / 8)).writes(r.x())
                        .does((k, t) -> k.run(new Rope(t[0], t[1], t[2], t[3], 2 * t[2].dim(1), false, false, t[4])))),
                row("gather", r -> r.reads(r.draw.normal(r.n, r.c), r.draw.ids(r.n, r.n)).writes(r.x())
                        .does((k, t) -> k.run(new Gather(t[0], t[1], t[2])))),
                row("gather-q8_0", r -> r.reads(r.draw.normal(DType.Q8_0, 1, r.n, r.wide()), r.draw.ids(r.n, r.n))
                        .writes(r.draw.zeros(r.n, r.wide())).does((k, t) -> k.run(new Gather(t[0], t[1], t[2])))),
                row("scatterAdd", r -> r.reads(r.x(), r.draw.ids(r.n, r.n)).adds(r.x())
                        .does((k, t) -> k.run(new ScatterAdd(t[0], t[1], t[2])))),
                row("crossEntropy", r -> r.reads(r.logits(), r.draw.ids(1000, r.texts()))
                        .writes(r.draw.zeros(r.texts()), r.draw.zeros(r.texts()))
                        .does((k, t) -> k.run(new CrossEntropy(t[0], t[1], 0.1, t[2], t[3])))),
                row("crossEntropyGrad", r -> r.reads(r.draw.ids(1000, r.texts()), r.high(), r.draw.normal(r.texts()))
                        .adds(r.logits())
                        .does((k, t) -> k
                                .run(new CrossEntropyGrad(t[3], t[0], 0.1, Double.POSITIVE_INFINITY, t[1], t[2])))),
                row("dropout", r -> r.reads(r.draw.ids(1000, 2), r.x()).writes(r.x())
                        .does((k, t) -> k.run(new Dropout(0.1, t[0], 1, false, t[1], t[2])))),
                row("adamw", r -> r.reads(r.x()).adds(r.x(), r.draw.zeros(r.n, r.c), r.draw.positive(r.n, r.c))
                        .does((k, t) -> k
                                .run(new AdamWStep(t[1], t[0], t[2], t[3], 1e-3, 0.9, 0.999, 1e-8, 0.01, 10)))))
                .toList();
    }

    private static Row row(String kernel, Function<ElementRows, Job> job) {
        return new Row("rows/" + kernel, scene -> job.apply(new ElementRows(scene)));
    }

    private Tensor x() {
        return draw.normal(n, c);
    }

    private Tensor line() {
        return draw.normal(c);
    }

    private Tensor column() {
        return draw.positive(n);
    }

    private int wide() {
        return Math.ceilDiv(c, 32) * 32;
    }

    private int texts() {
        return scene.plan().size(64, 3);
    }

    /// With the vocabulary of Llama 3.
    private Tensor logits() {
        return draw.normal(texts(), scene.plan().size(128_256, 1000));
    }

    /// A typical log-sum-exp of logits.
    private Tensor high() {
        return draw.zeros(texts()).fill(Math.log(scene.plan().size(128_256, 1000)) + 0.5);
    }

    /// Operands of the call, in the order of their names.
    private ElementRows reads(Tensor... more) {
        return with(1, more);
    }

    private ElementRows writes(Tensor... more) {
        written.addAll(List.of(more));
        return with(1, more);
    }

    private ElementRows adds(Tensor... more) {
        written.addAll(List.of(more));
        return with(2, more);
    }

    private ElementRows with(int times, Tensor... more) {
        operands.addAll(List.of(more));
        bytes += times * Arrays.stream(more).mapToDouble(t -> t.dtype().bytes(t.size())).sum();
        return this;
    }

    private interface On {
        void call(Kernels kernels, Tensor... operands);
    }

    private Job does(On on) {
        Tensor[] all = operands.toArray(Tensor[]::new);
        return Job.of(scene, Cost.bytes(bytes), k -> on.call(k, all), written.toArray(Tensor[]::new));
    }
}
