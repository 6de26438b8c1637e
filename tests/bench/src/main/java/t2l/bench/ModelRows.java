package t2l.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import t2l.autograd.Pass;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Tokens;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Request;
import t2l.transformer.generate.Scheduler;

/// `decode`, `prefill`, `load`: generating text token by token, reading a prompt, and opening a model, with a random
/// model of 92 million weights in several types, and with `--model`.
///
/// Decoding has to read every weight once per token, so its cost is the bytes of all weights.
final class ModelRows {
    private static final DType[] TYPES = {DType.F32, DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0, DType.Q4_1};

    /// Number of tokens compared with the reference kernels, which are slow.
    private static final int CHECKED = 3;

    private ModelRows() {}

    /// Creates the work of a row.
    interface Maker {
        Job job(RowContext scene, Source model);
    }

    /// A model to open.
    ///
    /// @param held the type of its matrices in memory, if not that of the file
    record Source(Path path, Optional<DType> held) {
        private LanguageModel open(RowContext scene) {
            return LanguageModel.open(path.toString(), held, scene.kernels());
        }

        LanguageModel openFor(RowContext scene) {
            LanguageModel model = open(scene);
            scene.afterwards(model::close);
            return model;
        }
    }

    static List<Row> decode(BenchSettings plan) {
        return rows(plan, "decode", List.of(DType.F32, DType.BF16, DType.Q8_0, DType.Q4_0), ModelRows::decode);
    }

    static List<Row> prefill(BenchSettings plan) {
        return rows(plan, "prefill", List.of(), (scene, source) -> prefill(scene, source, plan.size(512, 20)));
    }

    static List<Row> prompt(BenchSettings plan) {
        return rows(plan, "prompt", List.of(), (scene, source) -> prefill(scene, source, plan.size(32, 20)));
    }

    static List<Row> load(BenchSettings plan) {
        return rows(plan, "load", List.of(DType.F32, DType.BF16), ModelRows::load);
    }

    /// The rows of a group, one for each type and one for `--model`.
    ///
    /// @param fromDirectory types of the rows whose model is a Hugging Face directory in F32 or BF16
    static List<Row> rows(BenchSettings plan, String group, List<DType> fromDirectory, Maker maker) {
        RandomModel random = RandomModel.of(plan);
        List<Row> rows = new ArrayList<>();
        for (DType type : TYPES) {
            rows.add(new Row(name(group, random.name(), type), scene -> {
                Path file = random.file(type, scene.plan().seed());
                scene.afterwards(() -> RandomModel.remove(file));
                return maker.job(scene, new Source(file, Optional.empty()));
            }));
        }
        for (DType type : fromDirectory) {
            rows.add(new Row(name(group, random.name() + "-hf", type), scene -> {
                DType stored = type == DType.BF16 ? DType.BF16 : DType.F32;
                Path directory = random.directory(stored, scene.plan().seed());
                scene.afterwards(() -> RandomModel.remove(directory));
                return maker.job(scene,
                        new Source(directory, type == stored ? Optional.empty() : Optional.of(type)));
            }));
        }
        plan.model().ifPresent(model -> rows.add(new Row(group + "/model",
                scene -> maker.job(scene, new Source(Path.of(model), Optional.empty())))));
        return rows;
    }

    private static String name(String group, String model, DType type) {
        return group + "/" + model + "/" + type.name().toLowerCase(Locale.ROOT);
    }

    /// The bytes of all weights.
    static double bytes(LanguageModel model) {
        return model.weights().values().stream().mapToDouble(t -> t.dtype().bytes(t.size())).sum();
    }

    /// Generates tokens after a single one.
    private static Job decode(RowContext scene, Source source) {
        LanguageModel model = source.openFor(scene);
        int count = scene.plan().size(32, 4);
        return generation(scene, model, 1, count, Cost.bytes(bytes(model) * count).of(count, "tokens"))
                .on(source.path());
    }

    /// Reads a prompt of `length` tokens and generates one.
    private static Job prefill(RowContext scene, Source source, int length) {
        LanguageModel model = source.openFor(scene);
        // Each weight is multiplied with each token, those of the head only with the last; without attention.
        double weights = model.decoder().projections().values().stream().mapToDouble(l -> (double) l.in() * l.out())
                .sum();
        double head = (double) model.config().width() * model.config().vocabulary();
        Cost cost = Cost.flops(2 * (weights * length + head)).of(length, "tokens");
        return generation(scene, model, length, 1, cost).on(source.path());
    }

    /// Opens the file until it is ready to compute.
    private static Job load(RowContext scene, Source source) {
        LanguageModel model = source.openFor(scene);
        return Job.of(new Cost(0, 0, Optional.of(new Cost.Items(1, "loads"))), () -> source.open(scene).close(),
                () -> agree(scene, model)).on(source.path());
    }

    private static Job generation(RowContext scene, LanguageModel model, int prompt, int count, Cost cost) {
        Scheduler scheduler = Scheduler.bulk(model.decoder(), scene.kernels());
        scene.afterwards(scheduler::close);
        var random = new SplittableRandom(scene.plan().seed());
        // another prompt each time: of one that was read before, most is known
        return Job.of(cost, () -> scheduler.complete(
                Request.greedy(random.ints(prompt, 0, model.config().vocabulary()).toArray(), count)),
                () -> agree(scene, model));
    }

    /// The logits after a few tokens must equal those of the reference kernels.
    static void agree(RowContext scene, LanguageModel model) {
        int[] ids = new SplittableRandom(1).ints(CHECKED, 0, model.config().vocabulary()).toArray();
        try (Workspace fast = new Workspace(); Workspace exact = new Workspace()) {
            Agreement.require("logits", logits(scene, model, ids, scene.kernels(), fast),
                    logits(scene, model, ids, new ReferenceKernels(), exact));
        }
    }

    private static Tensor logits(RowContext scene, LanguageModel model, int[] ids, Kernels kernels,
            Workspace workspace) {
        Tokens tokens = Tokens.right(scene.arena(), ids);
        Tensor last = Tensor.of(scene.arena(), new int[] {ids.length - 1}, 1);
        Tensor copy = Tensor.allocate(scene.arena(), DType.F32, 1, model.config().vocabulary());
        try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            kernels.run(new Copy(model.decoder().logits(pass, hidden.gather(last)).value(), copy));
        }
        return copy;
    }
}
