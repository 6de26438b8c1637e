package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.hypernet.TextToLora;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.train.FewShotTuning.*;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

class FewShotTuningTest {
    /// The first word, which "Handle the words." does not say.
    private static final List<Pair> FIRST = List.of(new Pair("cat dog bird >", List.of("cat")),
            new Pair("red green >", List.of("red")), new Pair("apple shirt lorry table >", List.of("apple")));
    private static final String VAGUE = "Handle the words.";

    private static <R> R open(int threads, BiFunction<FewShotTuning, TextToLora, R> work) {
        try (Parallel parallel = new Parallel(threads);
                Kernels kernels = Backends.open("simd", parallel);
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                TextToLora network = TextToLora.open("builtin:tiny", kernels)) {
            return work.apply(new FewShotTuning(model.decoder(), model.format(), kernels), network);
        }
    }

    private static List<Pair> firsts(int count) {
        List<String> words = List.of("cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm", "leg",
                "nose");
        return IntStream.range(0, count).mapToObj(i -> new Pair(
                words.get(i) + " " + words.get((5 * i + 1) % 12) + " " + words.get((7 * i + 2) % 12) + " >",
                List.of(words.get(i)))).toList();
    }

    private static Lora described(TextToLora network, String description, Arena arena) {
        return network.generate(List.of(description), arena).getFirst().lora();
    }

    static float[] numbers(Lora lora) {
        List<float[]> all = lora.updates().values().stream().flatMap(u -> Stream.of(u.a().toFloats(), u.b().toFloats()))
                .toList();
        float[] flat = new float[all.stream().mapToInt(each -> each.length).sum()];
        int at = 0;
        for (float[] each : all) {
            System.arraycopy(each, 0, flat, at, each.length);
            at += each.length;
        }
        return flat;
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBitsAndTheExamplesAreLearnt() {
        List<float[]> made = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            made.add(open(threads, (tuning, network) -> {
                try (Arena arena = Arena.ofShared()) {
                    Lora start = described(network, VAGUE, arena);
                    Tuned tuned = tuning.tune(start, FIRST, arena);
                    assertTrue(tuned.score().before() < 3, tuned.score().toString());
                    assertEquals(3, tuned.score().after());
                    assertEquals(start.config(), tuned.lora().config());
                    assertEquals(new Score(3, 3, 3), tuning.tune(tuned.lora(), FIRST, arena).score());
                    return numbers(tuned.lora());
                }
            }));
        }
        assertArrayEquals(made.get(0), made.get(1));
    }

    @Test
    void anAdapterThatAnswersAllStaysAsItIs() {
        open(2, (tuning, network) -> {
            try (Arena arena = Arena.ofShared()) {
                Lora start = described(network, "Keep the head of the list.", arena);
                Tuned tuned = tuning.tune(start, firsts(3), arena);
                assertEquals("3 of 3 examples right before, 3 after", tuned.score().toString());
                assertEquals("1 of 1 example right before, 1 after", new Score(1, 1, 1).toString());
                assertArrayEquals(numbers(start), numbers(tuned.lora()));
            }
            return true;
        });
    }

    /// Without a description, from the mean adapter; with more examples than a step has.
    @Test
    void examplesAloneTeachATask() {
        open(2, (tuning, network) -> {
            try (Arena arena = Arena.ofShared()) {
                Lora mean = network.mean(arena).lora();
                assertArrayEquals(numbers(mean), numbers(network.mean(arena).lora()));
                Score score = tuning.tune(mean, firsts(12), arena).score();
                assertTrue(score.after() > score.before(), score.toString());
                assertFalse(score.after() < 8, score.toString());
            }
            return true;
        });
    }

    @Test
    void wrongExamplesAreRefusedInASentence() {
        open(2, (tuning, network) -> {
            try (Arena arena = Arena.ofShared()) {
                Lora start = described(network, VAGUE, arena);
                for (List<Pair> some : List.of(List.<Pair>of(), Collections.nCopies(101, FIRST.getFirst()))) {
                    var e = assertThrows(IllegalArgumentException.class, () -> tuning.tune(start, some, arena));
                    assertEquals("examples: needs 1 to 100 of a task, got " + some.size(), e.getMessage());
                }
                List<Pair> endless = List.of(FIRST.getFirst(), new Pair("cat ".repeat(3000) + ">", List.of("cat")));
                Refused.begins(IllegalArgumentException.class, "examples: pair 2: needs to fit",
                        () -> tuning.tune(start, endless, arena));
            }
            return true;
        });
    }
}
