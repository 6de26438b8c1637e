package t2l.hypernet.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.TextToLora;
import t2l.tensor.Backends;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.transformer.Adapter;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;
import t2l.transformer.generate.Generator;
import t2l.transformer.generate.Sampler;
import t2l.transformer.lora.Lora;

/// What ships as `builtin:tiny` does what the README says of it.
class BuiltinTinyTest {
    private static final String NAME = "builtin:tiny";

    /// Opens everything and hands it over.
    private interface Work {
        void with(Kernels kernels, LanguageModel base, TextToLora t2l, Experiment experiment) throws IOException;
    }

    private static void open(Work work) throws IOException {
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open("simd", threads);
            try (LanguageModel base = LanguageModel.open(NAME, Optional.empty(), kernels);
                    TextEncoder reader = TextEncoder.open("builtin:minilm", Optional.empty(), kernels)) {
                TaskEmbedder embedder = TaskEmbedder.of(reader, "builtin:minilm", kernels, _ -> {});
                try (TextToLora t2l = Builtin.openHypernetwork(NAME,
                        path -> new TextToLora(path, Optional.empty(), embedder, kernels, _ -> {}));
                        Experiment experiment = new Experiment(kernels, base.decoder(), base.format(), embedder)) {
                    work.with(kernels, base, t2l, experiment);
                }
            }
        }
    }

    /// The bounds of mini-suite.md §13 for one seed.
    @Test
    void reachesItsNumbers() throws IOException {
        open((kernels, base, t2l, experiment) -> {
            List<Task> fresh = Trial.test(experiment.suite());
            List<Task> seen = Trial.seen(experiment.suite());
            Function<List<Trial>, Double> t2lOn = trials -> experiment
                    .written(trials, t2l.network(), experiment.frozen()).score().mean();
            atMost(0.06, experiment.alone(Trial.silent(fresh), new Cue.None()).score().mean());
            atMost(0.06, t2lOn.apply(Trial.wrongDescriptions(experiment.suite())));
            atMost(0.06, t2lOn.apply(Trial.nonsense(experiment.suite())));
            atLeast(0.93, t2lOn.apply(Trial.descriptions(seen)));
            atLeast(0.91, t2lOn.apply(Trial.newDescriptions(seen)));
            atLeast(0.50, t2lOn.apply(Trial.descriptions(fresh)));
        });
    }

    private static void atMost(double bound, double share) {
        assertTrue(share <= bound, () -> "needs at most " + bound + ", got " + share);
    }

    private static void atLeast(double bound, double share) {
        assertTrue(share >= bound, () -> "needs at least " + bound + ", got " + share);
    }

    /// transformers and PEFT, given the same files, gave these answers (`answers.py` beside the golden).
    @Test
    void answersAsTransformersWithPeftDoes() throws IOException {
        open((kernels, base, t2l, experiment) -> {
            try (InputStream in = BuiltinTinyTest.class.getResourceAsStream("/t2l/builtin/answers.json");
                    Arena arena = Arena.ofShared();
                    var generator = new Generator(base.decoder(), kernels)) {
                assertTrue(in != null, "golden missing: answers.json");
                for (Object each : JSON.std.listFrom(in)) {
                    Map<?, ?> golden = (Map<?, ?>) each;
                    Lora lora = t2l.generate(List.of(golden.get("description").toString()), arena).getFirst().lora();
                    int[] prompt = base.format().prompt(golden.get("prompt").toString());
                    var settings = new Generator.Settings(12, Sampler.Settings.GREEDY, Set.of(Vocabulary.END));
                    assertEquals(golden.get("before"),
                            generator.complete(prompt, _ -> Adapter.NONE, settings, Generator.Listener.NONE).tokens());
                    assertEquals(golden.get("after"),
                            generator.complete(prompt, lora::adapter, settings, Generator.Listener.NONE).tokens());
                }
            }
        });
    }
}
