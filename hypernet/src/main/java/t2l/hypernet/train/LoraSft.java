package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.Batch;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.*;
import t2l.transformer.lora.*;

/// Training of adapters (Hu et al. 2021): one for all sequences, or one for each of `S` tasks in a batch.
///
/// The factors are initialised as in PEFT, `a` uniform in `±1/√in` and `b` zero, and have PEFT's names without the
/// prefix.
public final class LoraSft implements Objective.Tuning {
    private record Factors(Param a, Param b) {}

    private final Decoder model;
    private final LoraConfig config;
    private final Layout layout = new Layout();
    private final Map<String, Factors> factors = new LinkedHashMap<>();
    private final double smoothing;
    private final double neftune;

    /// Throws [IllegalArgumentException] if a target of `config` is not a projection of the model.
    ///
    /// @param model     frozen
    /// @param config    ranks, scales, and the dropout before `a`
    /// @param adapters  `S`: 1, or the number of tasks of a batch, in a fixed order
    /// @param smoothing label smoothing `ε`
    /// @param neftune   `α` of the noise on the embeddings, see [Objective#crossEntropy]
    public LoraSft(Decoder model, LoraConfig config, int adapters, double smoothing, double neftune) {
        this.model = model;
        this.config = config;
        this.smoothing = smoothing;
        this.neftune = neftune;
        config.requireTargets(model);
        for (Linear l : model.projections().values()) {
            if (config.targets(l.path())) {
                Layout at = layout.at(l.path());
                int r = config.rank(l.path());
                factors.put(l.path(),
                        new Factors(
                                at.weight("lora_A.weight", new Init.Uniform(1 / Math.sqrt(l.in())), adapters, r,
                                        l.in()),
                                at.weight("lora_B.weight", Init.ZEROS, adapters, l.out(), r)));
            }
        }
    }

    /// Gives `values` those of an existing adapter of the same configuration, for `S = 1`. Throws [T2lException] if it has
    /// other projections or ranks.
    ///
    /// @param source its name in error messages: its file
    public void start(String source, Lora from, Parameters values, Kernels kernels) {
        factors.forEach((path, f) -> {
            Lora.Update update = from.updates().get(path);
            if (update == null || update.a().dim(0) != config.rank(path)) {
                throw new T2lException(source + ": " + path + ": needs an update of rank " + config.rank(path)
                        + " to begin with, has " + (update == null ? "none" : "one of rank " + update.a().dim(0)));
            }
            kernels.run(new Copy(update.a(), values.of(f.a()).reshape(update.a().dims())));
            kernels.run(new Copy(update.b(), values.of(f.b()).reshape(update.b().dims())));
        });
    }

    @Override
    public Layout layout() {
        return layout;
    }

    public LoraConfig config() {
        return config;
    }

    /// The adapters with the parameters of the pass.
    public ActiveAdapter adapter(Pass pass) {
        Map<String, ActiveAdapter.Pair> pairs = new LinkedHashMap<>();
        factors.forEach((path, f) -> pairs.put(path,
                new ActiveAdapter.Pair(pass.use(f.a()), pass.use(f.b()), config.scale(path))));
        return new ActiveAdapter(pairs);
    }

    /// The adapter with these parameters as a value in memory of `into`, for `S = 1`.
    public Lora lora(Parameters values, Kernels kernels, SegmentAllocator into) {
        try (Workspace workspace = new Workspace(); Pass pass = Pass.inference(kernels, workspace, values)) {
            return Lora.copy(config, adapter(pass), kernels, into);
        }
    }

    @Override
    public Lora lora(Parameters values, Optional<Descriptions> described, Kernels kernels, SegmentAllocator into) {
        return lora(values, kernels, into);
    }

    @Override
    public Decoder model() {
        return model;
    }

    @Override
    public ActiveAdapter adapter(Pass pass, Batch batch) {
        return adapter(pass);
    }

    @Override
    public Loss loss(Pass pass, Batch batch) {
        ActiveAdapter adapter = adapter(pass).with(DropoutRate.of(config.dropout(), batch.key()));
        Var task = Objective.crossEntropy(pass, model, batch, adapter, smoothing, neftune);
        return new Loss(task, task);
    }
}
