package t2l.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import t2l.tensor.T2lException;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Request;
import t2l.transformer.generate.Scheduler;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraConfig;

/// `serve`: eight texts written together, each with an adapter of its own, as a server does it. Rivals are the same texts
/// one after another, and the same together with the bare model.
///
/// A step has to read every weight once for all texts, so its cost is the bytes of all weights.
final class ServeRows {
    private static final int TEXTS = 8;
    private static final int RANK = 8;
    private static final List<String> TARGETS = List.of("q_proj", "v_proj");

    private ServeRows() {}

    static List<Row> rows(BenchSettings plan) {
        return ModelRows.rows(plan, "serve", List.of(), ServeRows::together);
    }

    private static Job together(RowContext scene, ModelRows.Source source) {
        LanguageModel model = source.openFor(scene);
        Scheduler scheduler = Scheduler.bulk(model.decoder(), scene.kernels());
        scene.afterwards(scheduler::close);
        int count = scene.plan().size(32, 4);
        var random = new SplittableRandom(scene.plan().seed());
        List<int[]> prompts = new ArrayList<>();
        List<Lora> adapters = new ArrayList<>();
        for (int i = 0; i < TEXTS; i++) {
            prompts.add(random.ints(1, 0, model.config().vocabulary()).toArray());
            adapters.add(adapter(scene, model));
        }
        Texts texts = new Texts(scheduler, prompts, count);
        Cost cost = Cost.bytes(ModelRows.bytes(model) * count).of(TEXTS * count, "tokens");
        return Job.of(cost, () -> texts.together(adapters::get), () -> {
            ModelRows.agree(scene, model);
            same(texts.together(adapters::get), texts.alone(adapters::get));
        }).against(Rival.on(scene.kernels(), "one after another", () -> texts.alone(adapters::get)))
                .against(Rival.on(scene.kernels(), "no adapters", () -> texts.together(_ -> Lora.NONE)))
                .on(source.path());
    }

    /// The prompts to be continued.
    private record Texts(Scheduler scheduler, List<int[]> prompts, int count) {
        private Request request(int i, IntFunction<Lora> adapters) {
            return Request.greedy(prompts.get(i), count).adapter(adapters.apply(i));
        }

        private IntStream all() {
            return IntStream.range(0, prompts.size());
        }

        List<Completion> together(IntFunction<Lora> adapters) {
            return scheduler.answers(all().mapToObj(i -> request(i, adapters)).toList()).stream()
                    .map(Answer::completion).toList();
        }

        List<Completion> alone(IntFunction<Lora> adapters) {
            return all().mapToObj(i -> scheduler.complete(request(i, adapters))).toList();
        }
    }

    /// Rank 8 on q and v.
    private static Lora adapter(RowContext scene, LanguageModel model) {
        var config = new LoraConfig("", RANK, 16, false, 0, TARGETS);
        Map<String, Lora.Update> updates = new LinkedHashMap<>();
        model.decoder().projections().forEach((path, linear) -> {
            if (TARGETS.stream().anyMatch(path::endsWith)) {
                updates.put(path, new Lora.Update(scene.draw().normal(RANK, linear.in()),
                        scene.draw().normal(linear.out(), RANK)));
            }
        });
        return new Lora(config, updates);
    }

    private static void same(List<Completion> together, List<Completion> alone) {
        for (int i = 0; i < alone.size(); i++) {
            if (!together.get(i).tokens().equals(alone.get(i).tokens())) {
                throw new T2lException("serve: needs the same tokens alone and in a batch, got " + alone.get(i).tokens()
                        + " and " + together.get(i).tokens());
            }
        }
    }
}
