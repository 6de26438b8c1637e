package t2l.bench;

import module java.base;
import t2l.autograd.Pass;
import t2l.bench.Row.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.*;
import t2l.transformer.lora.*;

/// `decode`, `prefill`, `prompt`, `serve`: text is generated token by token, a long and a short prompt are read, and eight
/// texts are written together, with a random model of 92 million weights in several types, and with `--model`.
///
/// A step has to read every weight once, for one text or for eight, so the cost of decoding is the bytes of all weights.
final class ModelRows {
    /// Number of tokens compared with the reference kernels, which are slow.
    private static final int CHECKED = 3;

    /// Written together by `serve`, each with an adapter of its own.
    private static final int TEXTS = 8;

    private static final LoraConfig LORA = new LoraConfig("", 8, 16, false, 0, List.of("q_proj", "v_proj"));

    private ModelRows() {}

    static List<Row> rows(Bench.Settings plan) {
        List<Row> rows = new ArrayList<>();
        Map<String, BiFunction<RowContext, LanguageModel, Job>> groups = new LinkedHashMap<>();
        groups.put("decode", ModelRows::decode);
        groups.put("prefill", (scene, model) -> read(scene, model, plan.size(512, 20)));
        groups.put("prompt", (scene, model) -> read(scene, model, plan.size(32, 20)));
        groups.put("serve", ModelRows::serve);
        groups.forEach((group, maker) -> {
            RandomTensors.TYPES.forEach(type -> rows.add(random(plan, group, type, maker)));
            plan.model().ifPresent(
                    model -> rows.add(new Row(group + "/model", scene -> open(scene, Path.of(model), maker))));
        });
        return rows;
    }

    private static Row random(Bench.Settings plan, String group, DType type,
            BiFunction<RowContext, LanguageModel, Job> maker) {
        RandomModel random = RandomModel.of(plan);
        return new Row(group + "/" + random.name() + "/" + type.name().toLowerCase(Locale.ROOT), scene -> {
            Path file = scene.file();
            random.write(file, type, plan.seed());
            return open(scene, file, maker);
        });
    }

    private static Job open(RowContext scene, Path file, BiFunction<RowContext, LanguageModel, Job> maker) {
        LanguageModel model = LanguageModel.open(file.toString(), Optional.empty(), scene.kernels());
        scene.afterwards(model::close);
        return maker.apply(scene, model).on(file);
    }

    /// The bytes of all weights.
    private static double bytes(LanguageModel model) {
        return model.weights().values().stream().mapToDouble(t -> t.dtype().bytes(t.size())).sum();
    }

    private static Scheduler scheduler(RowContext scene, LanguageModel model) {
        // with activations as in answers: -Dt2l.kernels=vector leaves them in f32
        Scheduler scheduler = Scheduler.bulk(model.decoder(), scene.kernels().rounding(scene.kernels()));
        scene.afterwards(scheduler::close);
        return scheduler;
    }

    /// Generates tokens after a single one.
    private static Job decode(RowContext scene, LanguageModel model) {
        int count = scene.plan().size(32, 4);
        return generation(scene, model, 1, count, Cost.bytes(bytes(model) * count).of(count, "tokens"));
    }

    /// Reads a prompt of `length` tokens and generates one.
    private static Job read(RowContext scene, LanguageModel model, int length) {
        // Each weight is multiplied with each token, those of the head only with the last; without attention.
        double weights = model.decoder().projections().values().stream().mapToDouble(l -> (double) l.in() * l.out())
                .sum();
        double head = (double) model.config().width() * model.config().vocabulary();
        return generation(scene, model, length, 1, Cost.flops(2 * (weights * length + head)).of(length, "tokens"));
    }

    private static Job generation(RowContext scene, LanguageModel model, int prompt, int count, Cost cost) {
        Scheduler scheduler = scheduler(scene, model);
        var random = new SplittableRandom(scene.plan().seed());
        // another prompt each time: of one that was read before, most is known
        return new Job(cost, () -> scheduler.complete(
                Request.greedy(random.ints(prompt, 0, model.config().vocabulary()).toArray(), count)),
                () -> agree(scene, model));
    }

    /// Eight texts in one batch. Rivals are the same texts one after another, and the same together with the bare model.
    private static Job serve(RowContext scene, LanguageModel model) {
        int count = scene.plan().size(32, 4);
        int[] prompts = new SplittableRandom(scene.plan().seed()).ints(TEXTS, 0, model.config().vocabulary()).toArray();
        List<Lora> adapters = IntStream.range(0, TEXTS).mapToObj(_ -> adapter(scene, model)).toList();
        Scheduler scheduler = scheduler(scene, model);
        IntFunction<Request> bare = i -> Request.greedy(new int[] {prompts[i]}, count);
        IntFunction<Request> adapted = i -> bare.apply(i).adapter(adapters.get(i));
        return new Job(Cost.bytes(bytes(model) * count).of(TEXTS * count, "tokens"), () -> together(scheduler, adapted),
                () -> {
                    agree(scene, model);
                    same(together(scheduler, adapted), alone(scheduler, adapted));
                }).against(Rival.on(scene.kernels(), "one after another", () -> alone(scheduler, adapted)))
                .against(Rival.on(scene.kernels(), "no adapters", () -> together(scheduler, bare)));
    }

    private static List<Completion> together(Scheduler scheduler, IntFunction<Request> requests) {
        return scheduler.answers(IntStream.range(0, TEXTS).mapToObj(requests).toList()).stream()
                .map(Answer::completion).toList();
    }

    private static List<Completion> alone(Scheduler scheduler, IntFunction<Request> requests) {
        return IntStream.range(0, TEXTS).mapToObj(requests).map(scheduler::complete).toList();
    }

    private static Lora adapter(RowContext scene, LanguageModel model) {
        Map<String, Lora.Update> updates = new LinkedHashMap<>();
        model.decoder().projections().forEach((path, linear) -> {
            if (path.endsWith("q_proj") || path.endsWith("v_proj")) {
                updates.put(path, new Lora.Update(scene.draw().normal(8, linear.in()),
                        scene.draw().normal(linear.out(), 8)));
            }
        });
        return new Lora(LORA, updates);
    }

    private static void same(List<Completion> together, List<Completion> alone) {
        for (int i = 0; i < alone.size(); i++) {
            if (!together.get(i).tokens().equals(alone.get(i).tokens())) {
                throw new T2lException("serve: needs the same tokens alone and in a batch, got " + alone.get(i).tokens()
                        + " and " + together.get(i).tokens());
            }
        }
    }

    /// The logits after a few tokens must equal those of the reference kernels.
    private static void agree(RowContext scene, LanguageModel model) {
        int[] ids = new SplittableRandom(1).ints(CHECKED, 0, model.config().vocabulary()).toArray();
        Agreement.require("logits", logits(scene, model, ids, scene.kernels()),
                logits(scene, model, ids, new ReferenceKernels()));
    }

    private static Tensor logits(RowContext scene, LanguageModel model, int[] ids, Kernels kernels) {
        Tokens tokens = Tokens.right(scene.arena(), ids);
        Tensor last = Tensor.of(scene.arena(), new int[] {ids.length - 1}, 1);
        Tensor copy = Tensor.allocate(scene.arena(), DType.F32, 1, model.config().vocabulary());
        try (Workspace workspace = new Workspace(); Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            kernels.run(new Copy(model.decoder().logits(pass, hidden.gather(last)).value(), copy));
        }
        return copy;
    }
}
