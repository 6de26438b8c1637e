package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.autograd.Pass;
import t2l.tensor.Parallel;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.family.LanguageModel;

/// A text that begins like the last one, against reading it anew.
class SequenceTest {
    @SuppressWarnings("UnnecessaryLambda") // a sequence keeps its cache for the same object only
    private static final Function<Pass, ActiveAdapter> PLAIN = _ -> ActiveAdapter.NONE;
    private static final int MOST = 30;

    private interface Work {
        void with(LanguageModel model, Kernels kernels, Workspace workspace);
    }

    private static void open(String backend, Work work) {
        try (Parallel threads = new Parallel(2); Workspace workspace = new Workspace()) {
            Kernels kernels = Backends.open(backend, threads);
            try (LanguageModel model = LanguageModel.open(GoldenFile.path("transformer/stories260K/hf").toString(),
                    Optional.empty(), kernels)) {
                work.with(model, kernels, workspace);
            }
        }
    }

    /// The logits of each new token.
    private static double[][] logits(Sequence sequence, int[] prompt, Function<Pass, ActiveAdapter> adapter) {
        double[][] rows = new double[sequence.begin(prompt, adapter, MOST)][];
        for (int i = 0; i < rows.length; i++) {
            int at = i;
            sequence.write(logits -> {
                rows[at] = logits.toDoubles();
                return best(rows[at]);
            });
        }
        return rows;
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
        open(backend, (model, kernels, workspace) -> {
            var random = new SplittableRandom(5);
            try (Sequence kept = new Sequence(model.decoder(), kernels, workspace)) {
                int[] text = random.ints(200, 3, 512).toArray();
                for (int same : new int[] {0, 200, 230, 255, 256, 257, 128, 127, 300, 300, 3}) {
                    int[] prompt = Arrays.copyOf(text, Math.max(same + 1, random.nextInt(140, 450)));
                    for (int i = Math.min(same, text.length); i < prompt.length; i++) {
                        prompt[i] = random.nextInt(3, 512);
                    }
                    try (Sequence anew = new Sequence(model.decoder(), kernels, workspace)) {
                        double[][] expected = logits(anew, prompt, PLAIN);
                        double[][] got = logits(kept, prompt, PLAIN);
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
        open("simd", (model, kernels, workspace) -> {
            try (Sequence sequence = new Sequence(model.decoder(), kernels, workspace)) {
                int[] prompt = new SplittableRandom(1).ints(300, 3, 512).toArray();
                logits(sequence, prompt, PLAIN);
                int[] next = Arrays.copyOf(prompt, 340);
                sequence.begin(next, PLAIN, MOST);
                assertEquals(340 - 256, sequence.unread());
                sequence.begin(next, _ -> ActiveAdapter.NONE, MOST);
                assertEquals(340, sequence.unread(), "what one adapter read is not true for another");
            }
        });
    }

    @Test
    void endsWhereTheModelDoes() {
        open("simd", (model, kernels, workspace) -> {
            try (Sequence sequence = new Sequence(model.decoder(), kernels, workspace)) {
                int positions = model.config().positions();
                assertEquals(2, sequence.begin(new int[positions - 2], PLAIN, MOST));
                var e = assertThrows(IllegalArgumentException.class,
                        () -> sequence.begin(new int[positions], PLAIN, MOST));
                assertEquals("complete: needs a prompt of 1 to " + (positions - 1) + " tokens, got " + positions,
                        e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> sequence.begin(new int[0], PLAIN, MOST));
                assertTrue(sequence.unread() > 0, "what was begun can go on");
            }
        });
    }
}
