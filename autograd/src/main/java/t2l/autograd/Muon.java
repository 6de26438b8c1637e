package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.AdamWStep;
import t2l.tensor.kernel.Elementwise.*;

/// Orthogonalised momentum for matrices ([Param#matrix]), which then move equally far in every direction, however
/// small its gradient (Jordan et al. 2024, "Muon"); AdamW for everything else (tables, norms, biases).
///
/// For a matrix `w[out,in]`, or each of a stack: `m = μ·m + (1−μ)·g`, `u = μ·m + (1−μ)·g` (Nesterov),
/// `w = (1 − rate·lr·decay)·w − rate·lr·0.2·√max(out,in)·o` with `o` the orthogonal factor of `u` ([NewtonSchulz]). `0.2`
/// gives updates about the root mean square of AdamW's, so that both use one rate (Liu et al. 2025, "Muon is scalable for
/// LLM training"). Everything is computed in the type of the values; the published version uses bf16.
public final class Muon extends Optimiser {
    private static final double RMS = 0.2;

    /// The constants of the update.
    ///
    /// @param momentum `μ`, usually 0.95
    /// @param rate of the matrices, as a multiple of the learning rate
    /// @param decay weight decay of the matrices
    /// @param rest for everything else
    public record MuonSettings(double momentum, double rate, double decay, AdamW.AdamSettings rest) {}

    /// The shape of a matrix.
    private record Shape(int rows, int columns) {
        static Shape of(Param p) {
            int[] shape = p.shape();
            return new Shape(shape[shape.length - 2], shape[shape.length - 1]);
        }

        /// How many matrices of this shape `p` holds.
        int count(Param p) {
            return (int) (p.size() / rows / columns);
        }

        /// The matrices of `p`, as views of `block`.
        Stream<Tensor> of(Parameters block, Param p) {
            Tensor stack = block.of(p).reshape(count(p), rows, columns);
            return IntStream.range(0, count(p)).mapToObj(i -> stack.narrow(0, i, 1).reshape(rows, columns));
        }
    }

    /// The parameters of matrices of one shape.
    private record Group(Shape shape, List<Param> params, NewtonSchulz factor, double scale) {
        static Group of(Arena arena, DType dtype, Shape shape, List<Param> params) {
            int count = params.stream().mapToInt(shape::count).sum();
            return new Group(shape, params, new NewtonSchulz(arena, dtype, count, shape.rows(), shape.columns()),
                    RMS * Math.sqrt(Math.max(shape.rows(), shape.columns())));
        }

        List<Tensor> of(Parameters block) {
            return params.stream().flatMap(p -> shape.of(block, p)).toList();
        }
    }

    /// Views of a block: the matrices of each group, and everything else in contiguous runs.
    private record Cut(List<List<Tensor>> matrices, List<Tensor> rest) {}

    private final MuonSettings settings;
    private final List<Group> groups;
    private final List<List<Param>> runs = new ArrayList<>();
    private final List<Tensor> vRuns = new ArrayList<>();
    private final Map<Parameters, Cut> cuts = new HashMap<>();

    /// Moments start at zero, in memory of `arena`: momentum and AdamW's first moments in one block, AdamW's second
    /// moments in another.
    public Muon(Arena arena, Parameters like, MuonSettings settings) {
        super(arena, like.flat().dtype(), like.layout(), rest(like.layout()));
        this.settings = settings;
        DType dtype = like.flat().dtype();
        Map<Shape, List<Param>> byShape = new LinkedHashMap<>();
        long end = -1;
        for (Param p : like.layout().params()) {
            if (p.matrix()) {
                byShape.computeIfAbsent(Shape.of(p), _ -> new ArrayList<>()).add(p);
            }
            if (!byAdamW(p)) {
                continue;
            }
            if (p.start() != end) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(p);
            end = p.start() + p.size();
        }
        this.groups = byShape.entrySet().stream().map(each -> Group.of(arena, dtype, each.getKey(), each.getValue()))
                .toList();
        int at = 0;
        for (List<Param> run : runs) {
            vRuns.add(v.flat().narrow(0, at, size(run)));
            at += size(run);
        }
    }

    /// Whether AdamW updates `p`.
    private static boolean byAdamW(Param p) {
        return !p.matrix();
    }

    /// The parameters that AdamW updates.
    private static Layout rest(Layout all) {
        Layout rest = new Layout();
        all.params().stream().filter(Muon::byAdamW).forEach(p -> rest.weight(p.name(), p.init(), p.shape()));
        return rest;
    }

    private static int size(List<Param> run) {
        return Layout.count(run.stream().mapToLong(Param::size).sum());
    }

    @Override
    void step(Kernels k, double lr, Parameters values, Parameters grads, long t) {
        Cut w = cut(values);
        Cut g = cut(grads);
        Cut moments = cut(m);
        for (int i = 0; i < groups.size(); i++) {
            step(k, settings.rate() * lr, groups.get(i), w.matrices().get(i), g.matrices().get(i),
                    moments.matrices().get(i));
        }
        AdamW.AdamSettings adam = settings.rest();
        for (int i = 0; i < vRuns.size(); i++) {
            k.run(new AdamWStep(w.rest().get(i), g.rest().get(i), moments.rest().get(i), vRuns.get(i), lr, adam.beta1(),
                    adam.beta2(), adam.eps(), adam.decay(), t));
        }
    }

    private void step(Kernels k, double lr, Group group, List<Tensor> w, List<Tensor> g, List<Tensor> moments) {
        double mu = settings.momentum();
        NewtonSchulz factor = group.factor();
        for (int i = 0; i < w.size(); i++) {
            k.run(new Scale(mu, moments.get(i), moments.get(i)));
            k.run(new ScaleAdd(1 - mu, g.get(i), moments.get(i)));
            k.run(new Scale(mu, moments.get(i), factor.input(i)));
            k.run(new ScaleAdd(1 - mu, g.get(i), factor.input(i)));
        }
        factor.run(k);
        for (int i = 0; i < w.size(); i++) {
            k.run(new Scale(1 - lr * settings.decay(), w.get(i), w.get(i)));
            k.run(new ScaleAdd(-lr * group.scale(), factor.output(i), w.get(i)));
        }
    }

    /// The views of `block`, made at its first use: later steps allocate nothing.
    private Cut cut(Parameters block) {
        return switch (cuts.get(block)) {
            case Cut known -> known;
            case null -> {
                Cut made = new Cut(
                        groups.stream().map(group -> group.of(block)).toList(),
                        runs.stream()
                                .map(run -> block.flat().narrow(0, Layout.count(run.getFirst().start()), size(run)))
                                .toList());
                cuts.put(block, made);
                yield made;
            }
        };
    }
}
