package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// The encoder that comes with the program, used as a caller uses it.
class TextEncoderTest {
    private final Arena arena = Arena.ofShared();
    private final Parallel threads = new Parallel(2);
    private final Kernels kernels = Backends.open("auto", threads);
    private final TextEncoder encoder = TextEncoder.open("builtin:minilm", Optional.empty(), kernels);
    private final List<String> notes = new ArrayList<>();

    @AfterEach
    void close() {
        encoder.close();
        threads.close();
        arena.close();
    }

    /// All in one batch, of very different lengths.
    @Test
    void embeddingsOfTheFullModel() {
        Source golden = Source.read(Golden.resource("family/minilm-embeddings.json"));
        List<Map<?, ?>> cases = golden.list("cases").stream().<Map<?, ?>>map(c -> (Map<?, ?>) c).toList();
        Tensor got = encoder.embed(kernels, arena, cases.stream().map(c -> (String) c.get("text")).toList(),
                notes::add);
        for (int i = 0; i < cases.size(); i++) {
            List<?> want = (List<?>) cases.get(i).get("embedding");
            double cosine = 0;
            double squares = 0;
            for (int j = 0; j < want.size(); j++) {
                cosine += ((Number) want.get(j)).doubleValue() * got.at(i, j);
                squares += got.at(i, j) * got.at(i, j);
            }
            assertEquals(1, squares, 1e-5);
            assertTrue(cosine >= 0.999, cases.get(i).get("text") + ": " + cosine);
        }
        assertEquals(List.of(), notes);
    }

    /// Made by `hf-tiny/scripts/make_encoder_texts.py`.
    @ParameterizedTest
    @ValueSource(strings = {"bert-minilm", "bert-bge", "gte", "modernbert"})
    void aWholeDirectory(String name) throws IOException {
        Path folder = Golden.resource("hf-tiny/" + name);
        List<Object> cases = JSON.std.listFrom(folder.resolve("texts.json").toFile());
        try (TextEncoder tiny = TextEncoder.open(folder.toString(), Optional.empty(), kernels)) {
            List<String> texts = cases.stream().map(c -> (String) ((Map<?, ?>) c).get("text")).toList();
            Tensor got = tiny.embed(kernels, arena, texts, notes::add);
            for (int i = 0; i < cases.size(); i++) {
                Map<?, ?> want = (Map<?, ?>) cases.get(i);
                assertEquals(want.get("ids"),
                        Arrays.stream(tiny.tokens(texts.get(i), notes::add)).boxed().toList(), texts.get(i));
                List<?> embedding = (List<?>) want.get("embedding");
                for (int j = 0; j < embedding.size(); j++) {
                    assertEquals(((Number) embedding.get(j)).doubleValue(), got.at(i, j), 1e-5, texts.get(i));
                }
            }
        }
    }

    @Test
    void aTextInABatchIsEmbeddedAsAlone() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add("word ".repeat(1 + i * 7 % 12) + i);
        }
        Tensor together = encoder.embed(kernels, arena, texts, notes::add);
        for (int i = 0; i < texts.size(); i += 9) {
            Golden.close(texts.get(i), encoder.embed(kernels, arena, List.of(texts.get(i)), notes::add),
                    together.narrow(0, i, 1), 1e-5);
        }
    }

    @Test
    void longTextsAreCutAndItIsSaidOnce() {
        String text = "word ".repeat(300);
        int[] ids = encoder.tokens(text, notes::add);
        assertEquals(256, ids.length);
        assertEquals(encoder.tokenizer().id("[SEP]").orElseThrow(), ids[255]);
        assertEquals(List.of("encoder: reads at most 256 tokens of a text, the rest of one with 302 was cut off"),
                notes);
        notes.clear();
        Tensor two = encoder.embed(kernels, arena, List.of(text, text + "more"), notes::add);
        assertEquals(1, notes.size());
        Golden.close("cut", two.narrow(0, 0, 1), two.narrow(0, 1, 1), 1e-6);
    }

    @Test
    void poolingCanBeChosen() {
        int[] ids = encoder.tokens("one two three", notes::add);
        double[] mean = encoder.pool(kernels, arena, List.of(ids)).toDoubles();
        try (TextEncoder first = TextEncoder.open("builtin:minilm", Optional.of(Pooling.CLS), kernels)) {
            Source golden = Source.read(Golden.resource("family/minilm-embeddings.json"));
            Map<?, ?> one = (Map<?, ?>) golden.list("cases").getFirst();
            int[] text = ((List<?>) one.get("ids")).stream().mapToInt(i -> (Integer) i).toArray();
            Tensor cls = first.pool(kernels, arena, List.of(text));
            List<?> want = (List<?>) one.get("cls_hidden_first8");
            for (int i = 0; i < want.size(); i++) {
                assertEquals(((Number) want.get(i)).doubleValue(), cls.get(i), 0.02);
            }
            assertTrue(!Arrays.equals(mean, first.pool(kernels, arena, List.of(ids)).toDoubles()));
        }
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertEquals(
                "builtin:none: no such model is built in; these are: builtin:tiny, builtin:minilm, builtin:stories260k",
                assertThrows(T2lException.class,
                        () -> TextEncoder.open("builtin:none", Optional.empty(), kernels)).getMessage());
        String decoder = Golden.resource("stories260K/hf").toString();
        Refused.says("needs a text encoder of one of the families bert, new, gte, modernbert, got llama",
                () -> TextEncoder.open(decoder, Optional.empty(), kernels));
        assertThrows(IllegalArgumentException.class, () -> encoder.pool(kernels, arena, List.of()));
    }
}
