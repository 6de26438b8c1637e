package t2l.autograd;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.AdamWStep;
import t2l.tensor.kernel.Scale;
import t2l.tensor.kernel.ScaleAdd;

/// Orthogonalised momentum for the matrices of hidden layers, which then move equally far in every direction, however
/// small its gradient (Jordan et al. 2024, "Muon"); AdamW for everything else (embeddings, norms, biases).
///
/// For a matrix `w[out,in]`: `m = μ·m + (1−μ)·g`, `u = μ·m + (1−μ)·g` (Nesterov),
/// `w = (1 − lr·decay)·w − lr·0.2·√max(out,in)·o` with `o` the orthogonal factor of `u` ([NewtonSchulz]). `0.2`
/// gives updates about the root mean square of AdamW's, so that both use one rate (Liu et al. 2025, "Muon is scalable for
/// LLM training"). Everything is computed in the type of the values; the published version uses bf16.
public final class Muon extends Optimiser {
    private static final double RMS = 0.2;

    /// The constants of the update.
    ///
    /// @param momentum `μ`, usually 0.95
    /// @param decay weight decay of the matrices
    /// @param rest for everything else
    public record Settings(double momentum, double decay, AdamW.Settings rest) {}

    /// The matrices of one shape.
    private record Group(List<Param> matrices, NewtonSchulz factor, double scale) {
        static Group of(Arena arena, DType dtype, List<Param> matrices) {
            int[] shape = matrices.getFirst().shape();
            return new Group(matrices, new NewtonSchulz(arena, dtype, matrices.size(), shape[0], shape[1]),
                    RMS * Math.sqrt(Math.max(shape[0], shape[1])));
        }
    }

    /// Views of a block: the matrices of each group, and everything else in contiguous runs.
    private record Cut(List<List<Tensor>> matrices, List<Tensor> rest) {}

    private final Settings settings;
    private final List<Group> groups;
    private final List<List<Param>> runs = new ArrayList<>();
    private final List<Tensor> vRuns = new ArrayList<>();
    private final Map<Parameters, Cut> cuts = new HashMap<>();

    /// Moments start at zero, in memory of `arena`: momentum and AdamW's first moments in one block, AdamW's second
    /// moments in another.
    ///
    /// @param hidden selects the matrices to orthogonalise; throws [IllegalArgumentException] if one is not a matrix
    public Muon(Arena arena, Parameters like, Predicate<Param> hidden, Settings settings) {
        super(arena, like.flat().dtype(), like.layout(), rest(like.layout(), hidden));
        this.settings = settings;
        DType dtype = like.flat().dtype();
        Map<List<Integer>, List<Param>> byShape = new LinkedHashMap<>();
        long end = -1;
        for (Param p : like.layout().params()) {
            if (hidden.test(p)) {
                byShape.computeIfAbsent(matrix(p), _ -> new ArrayList<>()).add(p);
                continue;
            }
            if (p.start() != end) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(p);
            end = p.start() + p.size();
        }
        this.groups = byShape.values().stream().map(all -> Group.of(arena, dtype, all)).toList();
        int at = 0;
        for (List<Param> run : runs) {
            vRuns.add(v.flat().narrow(0, at, size(run)));
            at += size(run);
        }
    }

    /// The parameters that AdamW updates, in contiguous runs.
    private static Layout rest(Layout all, Predicate<Param> hidden) {
        Layout rest = new Layout();
        all.params().stream().filter(hidden.negate()).forEach(p -> rest.weight(p.name(), p.init(), p.shape()));
        return rest;
    }

    private static List<Integer> matrix(Param p) {
        int[] shape = p.shape();
        if (shape.length != 2) {
            throw new IllegalArgumentException("muon: needs matrices, got " + p.name() + " with " + shape.length
                    + " axes; leave it to AdamW");
        }
        return List.of(shape[0], shape[1]);
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
            step(k, lr, groups.get(i), w.matrices().get(i), g.matrices().get(i), moments.matrices().get(i));
        }
        AdamW.Settings adam = settings.rest();
        for (int i = 0; i < vRuns.size(); i++) {
            k.run(new AdamWStep(w.rest().get(i), g.rest().get(i), moments.rest().get(i), vRuns.get(i), lr, adam.beta1(),
                    adam.beta2(), adam.eps(), adam.decay(), t));
        }
    }

    private void step(Kernels k, double lr, Group group, List<Tensor> w, List<Tensor> g,
            List<Tensor> moments) {
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
                        groups.stream().map(group -> group.matrices().stream().map(block::of).toList()).toList(),
                        runs.stream()
                                .map(run -> block.flat().narrow(0, Layout.count(run.getFirst().start()), size(run)))
                                .toList());
                cuts.put(block, made);
                yield made;
            }
        };
    }
}
