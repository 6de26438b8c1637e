package t2l.hypernet.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2l.autograd.Init;
import t2l.autograd.Layout;
import t2l.autograd.Param;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.Target;
import t2l.transformer.Adapter;
import t2l.transformer.Decoder;

/// Training of adapters as such (Hu et al. 2021): one for all tasks, the baseline that reads no description, or one for
/// each of `S` tasks side by side.
public final class LoraSft implements Objective {
    private record Factors(Param a, Param b) {}

    private final Decoder model;
    private final Layout layout = new Layout();
    private final Map<String, Factors> factors = new LinkedHashMap<>();
    private final double scale;
    private final double smoothing;

    /// @param model    frozen
    /// @param adapters `S`; a batch then has as many tasks, in a fixed order, or `S` is 1
    public LoraSft(Decoder model, List<Target> targets, int layers, HyperConfig.Rank rank, int adapters,
            double smoothing) {
        this.model = model;
        this.scale = rank.scale();
        this.smoothing = smoothing;
        for (Target t : targets) {
            for (String path : t.paths(layers)) {
                Layout at = layout.at(path);
                factors.put(path,
                        new Factors(
                                at.weight("lora_A.weight", new Init.Uniform(1 / Math.sqrt(t.in())), adapters, rank.r(),
                                        t.in()),
                                at.weight("lora_B.weight", Init.ZEROS, adapters, t.out(), rank.r())));
            }
        }
    }

    @Override
    public Layout layout() {
        return layout;
    }

    /// The adapters with the values of the pass.
    public Adapter adapter(Pass pass) {
        Map<String, Adapter.Pair> pairs = new LinkedHashMap<>();
        factors.forEach((path, f) -> pairs.put(path, new Adapter.Pair(pass.use(f.a()), pass.use(f.b()), scale)));
        return new Adapter(pairs);
    }

    @Override
    public Loss loss(Pass pass, Batch batch) {
        Var task = LanguageLoss.of(pass, model, batch, adapter(pass), smoothing);
        return new Loss(task, task);
    }
}
