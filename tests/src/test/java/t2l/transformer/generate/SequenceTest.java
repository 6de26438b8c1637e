package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// A text that begins like the last one, against reading it anew.
class SequenceTest {
    private static final int MOST = 30;

    private interface Work {
        void with(LanguageModel model, Scribe scribe);
    }

    private static void open(String backend, Work work) {
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open(backend, threads);
            try (LanguageModel model = LanguageModel.open(GoldenFile.path("transformer/stories260K/hf").toString(),
                    Optional.empty(), kernels); Scribe scribe = new Scribe(model.decoder(), kernels, DType.F32)) {
                work.with(model, scribe);
            }
        }
    }

    /// The logits of each new token.
    private static double[][] logits(Scribe scribe, Sequence sequence, int... prompt) {
        List<double[]> rows = new ArrayList<>();
        int room = sequence.begin(prompt, Lora.NONE, MOST, logits -> {
            rows.add(logits.toDoubles());
            return best(rows.getLast());
        });
        while (sequence.written() < room) {
            scribe.turn(List.of(sequence));
            sequence.check();
        }
        return rows.toArray(double[][]::new);
    }

    private static int best(double... row) {
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }

    /// Prompts that go on behind what was written, that leave it early, late, at the border of a piece, that repeat the
    /// last one, and that are shorter.
    @ParameterizedTest
    @ValueSource(strings = {"simd", "scalar"})
    void whatIsKeptChangesNoBit(String backend) {
        open(backend, (model, scribe) -> {
            var random = new SplittableRandom(5);
            try (Sequence kept = scribe.open()) {
                int[] text = random.ints(200, 3, 512).toArray();
                for (int same : new int[] {0, 200, 230, 287, 288, 289, 96, 95, 300, 300, 3}) {
                    int[] prompt = Arrays.copyOf(text, Math.max(same + 1, random.nextInt(140, 450)));
                    for (int i = Math.min(same, text.length); i < prompt.length; i++) {
                        prompt[i] = random.nextInt(3, 512);
                    }
                    try (Sequence anew = scribe.open()) {
                        double[][] expected = logits(scribe, anew, prompt);
                        double[][] got = logits(scribe, kept, prompt);
                        assertArrayEquals(expected, got, "the same first " + same);
                        text = Arrays.copyOf(prompt, prompt.length + got.length);
                        for (int i = 0; i < got.length; i++) {
                            text[prompt.length + i] = best(got[i]);
                        }
                    }
                }
            }
        });
    }

    @Test
    void readsOnlyWhatIsNew() {
        open("simd", (model, scribe) -> {
            try (Sequence sequence = scribe.open()) {
                int[] prompt = new SplittableRandom(1).ints(300, 3, 512).toArray();
                logits(scribe, sequence, prompt);
                int[] next = Arrays.copyOf(prompt, 340);
                sequence.begin(next, Lora.NONE, MOST, _ -> 0);
                assertEquals(340 - 288, sequence.unread());
                sequence.begin(next, Lora.NONE.times(2), MOST, _ -> 0);
                assertEquals(340, sequence.unread(), "what one adapter read is not true for another");
            }
        });
    }

    @Test
    void endsWhereTheModelDoes() {
        open("simd", (model, scribe) -> {
            try (Sequence sequence = scribe.open()) {
                int positions = model.config().positions();
                assertEquals(2, sequence.begin(new int[positions - 2], Lora.NONE, MOST, _ -> 0));
                var e = assertThrows(IllegalArgumentException.class,
                        () -> sequence.begin(new int[positions], Lora.NONE, MOST, _ -> 0));
                assertEquals("complete: needs a prompt of 1 to " + (positions - 1) + " tokens, got " + positions,
                        e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> sequence.begin(new int[0], Lora.NONE, MOST, _ -> 0));
                assertTrue(sequence.unread() > 0, "what was begun can go on");
            }
        });
    }
}
