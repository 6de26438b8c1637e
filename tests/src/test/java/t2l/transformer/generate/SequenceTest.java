package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.KvPages;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// Texts that begin like earlier ones, against reading them anew.
class SequenceTest {
    private static final int MAX_TOKENS = 30;

    private interface Work {
        void with(LanguageModel model, Batcher batcher);
    }

    private static void open(String backend, Work work) {
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open(backend, threads);
            try (LanguageModel model = LanguageModel.open(GoldenFile.path("transformer/stories260K/hf").toString(),
                    Optional.empty(), kernels); Batcher batcher = new Batcher(model.decoder(), kernels, DType.F32)) {
                work.with(model, batcher);
            }
        }
    }

    /// The logits of each new token.
    private static double[][] logits(Batcher batcher, KvPages memory, int... prompt) {
        List<double[]> rows = new ArrayList<>();
        int most = batcher.maxNewTokens(prompt, MAX_TOKENS);
        try (Sequence text = new Sequence(memory.open(prompt.length + most).orElseThrow(), prompt, Lora.NONE, most,
                logits -> {
                    rows.add(logits.toDoubles());
                    return best(rows.getLast());
                })) {
            while (text.newTokens() < most) {
                batcher.step(List.of(text));
                text.check();
            }
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

    /// Prompts that go on behind what was written, that leave it early, late, at the border of a page, that repeat the
    /// last one, and that are shorter.
    @ParameterizedTest
    @ValueSource(strings = {"simd", "scalar"})
    void whatIsKeptChangesNoBit(String backend) {
        open(backend, (model, batcher) -> {
            var random = new SplittableRandom(5);
            try (KvPages kept = batcher.memory(512)) {
                int[] text = random.ints(200, 3, 512).toArray();
                for (int same : new int[] {0, 200, 230, 287, 288, 289, 96, 95, 300, 300, 3}) {
                    int[] prompt = Arrays.copyOf(text, Math.max(same + 1, random.nextInt(140, 450)));
                    for (int i = Math.min(same, text.length); i < prompt.length; i++) {
                        prompt[i] = random.nextInt(3, 512);
                    }
                    try (KvPages anew = batcher.memory(512)) {
                        double[][] expected = logits(batcher, anew, prompt);
                        double[][] got = logits(batcher, kept, prompt);
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

    /// While others write, a prompt is read some layers at a time.
    @Test
    void aPauseChangesNoBit() {
        open("simd", (model, batcher) -> {
            int[] prompt = new SplittableRandom(3).ints(400, 3, 512).toArray();
            List<double[]> rows = new ArrayList<>();
            try (KvPages memory = batcher.memory(1024);
                    Sequence writes = new Sequence(memory.open(512).orElseThrow(), new int[] {1}, Lora.NONE, 500,
                            row -> best(row.toDoubles()));
                    Sequence reads = new Sequence(memory.open(400 + MAX_TOKENS).orElseThrow(), prompt, Lora.NONE,
                            MAX_TOKENS,
                            row -> {
                                rows.add(row.toDoubles());
                                return best(rows.getLast());
                            })) {
                for (int step = 0; reads.newTokens() < MAX_TOKENS; step++) {
                    assertEquals(step, writes.newTokens(), "a token in every step");
                    batcher.step(List.of(writes, reads));
                }
            }
            try (KvPages memory = batcher.memory(512)) {
                assertArrayEquals(logits(batcher, memory, prompt), rows.toArray(double[][]::new));
            }
        });
    }

    /// Beside a sequence that is decoded, a prompt of up to two chunks is prefilled in one step, several up to one chunk together.
    @Test
    void shortPromptsWaitForOneStep() {
        open("simd", (model, batcher) -> {
            try (KvPages memory = batcher.memory(4096); Sequence decoded = prompt(memory, 1)) {
                batcher.step(List.of(decoded));
                for (int length : new int[] {1, 96, 97, 192}) {
                    try (Sequence one = prompt(memory, length)) {
                        batcher.step(List.of(decoded, one));
                        assertEquals(1, one.newTokens(), length + " tokens");
                    }
                }
                try (Sequence longer = prompt(memory, 400);
                        Sequence first = prompt(memory, 40);
                        Sequence second = prompt(memory, 60);
                        Sequence third = prompt(memory, 56)) {
                    List<Sequence> all = List.of(decoded, longer, first, second, third);
                    batcher.step(all);
                    assertEquals(List.of(6, 0, 1, 0, 1), all.stream().map(Sequence::newTokens).toList());
                    batcher.step(all);
                    assertEquals(1, second.newTokens());
                    assertEquals(0, longer.newTokens());
                }
            }
        });
    }

    /// So is the end of a longer prompt whose beginning is cached, also behind one that is prefilled in parts.
    @Test
    void cachedBeginningsDoNotWait() {
        open("simd", (model, batcher) -> {
            try (KvPages memory = batcher.memory(4096); Sequence decoded = prompt(memory, 1)) {
                try (Sequence before = prompt(memory, 300)) {
                    batcher.step(List.of(before));
                }
                batcher.step(List.of(decoded));
                try (Sequence longer = prompt(memory, 400); Sequence same = prompt(memory, 300)) {
                    batcher.step(List.of(decoded, longer, same));
                    assertEquals(List.of(0, 1), List.of(longer.newTokens(), same.newTokens()));
                }
            }
        });
    }

    private static Sequence prompt(KvPages memory, int length) {
        int[] tokens = new SplittableRandom(length).ints(length, 3, 512).toArray();
        return new Sequence(memory.open(length + MAX_TOKENS).orElseThrow(), tokens, Lora.NONE, MAX_TOKENS, _ -> 3);
    }

    /// The tokens of `prompt` that are computed.
    private static long computed(Batcher batcher, KvPages memory, int[] prompt, Lora adapter) {
        long before = batcher.prefilled();
        try (Sequence text = new Sequence(memory.open(prompt.length).orElseThrow(), prompt, adapter, 1, _ -> 0)) {
            while (text.newTokens() == 0) {
                batcher.step(List.of(text));
                text.check();
            }
        }
        return batcher.prefilled() - before;
    }

    @Test
    void readsOnlyWhatIsNew() {
        open("simd", (model, batcher) -> {
            try (KvPages memory = batcher.memory(480)) {
                int[] prompt = new SplittableRandom(1).ints(300, 3, 512).toArray();
                logits(batcher, memory, prompt);
                int[] next = Arrays.copyOf(prompt, 3 * 96 + 10);
                assertEquals(10, computed(batcher, memory, next, Lora.NONE));
                assertEquals(298, computed(batcher, memory, next, Lora.NONE.times(2)),
                        "what one adapter read is not true for another");
            }
        });
    }

    /// A page is lost when its memory is needed, the one left longest ago first and the end of a text before its beginning.
    @Test
    void whatIsNeededLeastIsLostFirst() {
        open("simd", (model, batcher) -> {
            var random = new SplittableRandom(2);
            try (KvPages memory = batcher.memory(480)) { // five pages
                int[] one = random.ints(290, 3, 512).toArray();
                int[] two = random.ints(190, 3, 512).toArray();
                logits(batcher, memory, one); // leaves three pages that are known
                logits(batcher, memory, two); // takes unknown ones and the last of the others
                assertEquals(10, computed(batcher, memory, Arrays.copyOf(one, 2 * 96 + 10), Lora.NONE),
                        "two are known");
                assertEquals(98, computed(batcher, memory, one, Lora.NONE), "the third is not");
            }
        });
    }

    @Test
    void endsWhereTheModelDoes() {
        open("simd", (model, batcher) -> {
            int positions = model.config().positions();
            assertEquals(2, batcher.maxNewTokens(new int[positions - 2], MAX_TOKENS));
            var e = assertThrows(IllegalArgumentException.class,
                    () -> batcher.maxNewTokens(new int[positions], MAX_TOKENS));
            assertEquals("prompt: needs 1 to " + (positions - 1) + " tokens, got " + positions, e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> batcher.maxNewTokens(new int[0], MAX_TOKENS));
            int vocabulary = model.config().vocabulary();
            String unknown = assertThrows(IllegalArgumentException.class,
                    () -> batcher.maxNewTokens(new int[] {0, vocabulary}, MAX_TOKENS)).getMessage();
            assertEquals("prompt: needs tokens below " + vocabulary + ", which the model knows, its tokenizer gave "
                    + vocabulary, unknown);
        });
    }
}
