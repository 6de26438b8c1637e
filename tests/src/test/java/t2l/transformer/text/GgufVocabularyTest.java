package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;

/// A vocabulary from GGUF metadata gives the ids of the `tokenizer.json` of the same model.
class GgufVocabularyTest {
    private static void agrees(Tokenizer tokenizer, String golden) {
        for (Map<String, Object> c : Goldens
                .objects(Goldens.json("tokenizers/" + golden + ".golden.json").get("cases"))) {
            String text = (String) c.get("text");
            int[] ids = Goldens.ids(c.get("ids_special"));
            assertArrayEquals(Goldens.ids(c.get("ids")), tokenizer.encode(text, false), text);
            assertArrayEquals(ids, tokenizer.encode(text, true), text);
            assertEquals(c.get("decoded"), tokenizer.decode(ids, false), text);
            assertEquals(c.get("decoded_skip_special"), tokenizer.decode(ids, true), text);
        }
    }

    private static Gguf.Value value(Object value) {
        return switch (value) {
            case Long number -> Gguf.Value.of(Math.toIntExact(number));
            case Integer number -> Gguf.Value.of(number);
            case Boolean flag -> Gguf.Value.of(flag);
            case String text -> Gguf.Value.of(text);
            case List<?> list when list.stream().allMatch(String.class::isInstance) ->
                Gguf.Value.of(Goldens.strings(list));
            case List<?> list when list.stream().allMatch(Double.class::isInstance) ->
                new Gguf.Value(Gguf.Kind.F32, true, list);
            case List<?> list -> new Gguf.Value(
                    Gguf.Kind.I32, true, list.stream().map(number -> ((Number) number).longValue()).toList());
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private static Gguf file(Map<String, Object> metadata) {
        var values = new HashMap<String, Gguf.Value>();
        metadata.forEach((key, content) -> values.put(key, value(content)));
        return new Gguf(Path.of("model.gguf"), values, Map.of(), Map.of());
    }

    private static Map<String, Object> stories() {
        return new HashMap<>(Goldens.json("tokenizers/stories260K.gguf.json"));
    }

    static Gguf storiesFile() {
        return file(stories());
    }

    @Test
    void sentencePieceWithScores() {
        Tokenizer tokenizer = Tokenizer.of(storiesFile());
        agrees(tokenizer, "stories260K");
        assertEquals(
                new Tokenizer.SpecialTokens(OptionalInt.of(1), OptionalInt.of(2), OptionalInt.empty(),
                        OptionalInt.of(0)),
                tokenizer.special());
    }

    @ParameterizedTest
    @CsvSource({"gpt2, gpt-2", "llama3-steps, llama-bpe", "qwen3, qwen2"})
    void byteLevelWithMerges(String name, String pre) {
        Map<String, Object> file = Goldens.json("tokenizers/" + name + ".tokenizer.json");
        Map<?, ?> model = Goldens.object(file.get("model"));
        Tokenizer original = Goldens.tokenizer(name);
        var tokens = new String[original.vocabularySize()];
        var types = new Long[tokens.length];
        Arrays.setAll(tokens, original::token);
        Arrays.fill(types, 1L);
        for (Map<String, Object> added : Goldens.objects(file.get("added_tokens"))) {
            types[(int) added.get("id")] = added.get("special").equals(true) ? 3L : 4L;
        }
        var merges = new ArrayList<String>();
        for (Object merge : Goldens.list(model.get("merges"))) {
            merges.add(String.join(" ", Goldens.strings(merge)));
        }
        Map<String, Object> metadata = new HashMap<>(Map.of(
                "tokenizer.ggml.model", "gpt2", "tokenizer.ggml.pre", pre,
                "tokenizer.ggml.tokens", List.of(tokens),
                "tokenizer.ggml.token_type", List.of(types),
                "tokenizer.ggml.merges", merges));
        original.id("<|endoftext|>").ifPresent(id -> metadata.put("tokenizer.ggml.bos_token_id", (long) id));
        agrees(Tokenizer.of(file(metadata)), name);
    }

    @Test
    void smolLmTakesDigitsOneByOne() {
        var metadata = Map.<String, Object>of(
                "tokenizer.ggml.model", "gpt2", "tokenizer.ggml.pre", "smollm",
                "tokenizer.ggml.tokens", List.of("1", "2", "12", "Ġ", "Ġ1"),
                "tokenizer.ggml.merges", List.of("1 2", "Ġ 1"));
        assertArrayEquals(new int[] {0, 1, 3, 0}, Tokenizer.of(file(metadata)).encode("12 1", true));
    }

    /// Goldens of `gguf-cuts.py`.
    @ParameterizedTest
    @ValueSource(strings = {"llama-bpe", "dbrx", "minicpm5", "qwen2", "qwen35", "gpt-4o", "tekken", "deepseek-coder"})
    void aNameStandsForTheStepsOfTheTokenizerFile(String pre) {
        Map<String, Object> golden = Goldens.json("tokenizers/gguf-cuts.json");
        List<?> want = Goldens.list(Goldens.object(golden.get("cuts")).get(pre));
        var metadata = Map.<String, Object>of("tokenizer.ggml.model", "gpt2", "tokenizer.ggml.pre", pre,
                "tokenizer.ggml.tokens", List.of("a"), "tokenizer.ggml.merges", List.of());
        PreTokenizer cutter = GgufVocabulary.of(file(metadata)).preTokenizer();
        List<String> texts = Goldens.strings(golden.get("texts"));
        for (int i = 0; i < texts.size(); i++) {
            List<String> got = new ArrayList<>();
            cutter.split(texts.get(i), true, (piece, _) -> got.add(piece));
            assertEquals(want.get(i), got, texts.get(i));
        }
    }

    @Test
    void saysWhatIsWrong() {
        refuses("tokenizer.ggml.model", "t5",
                "model.gguf: tokenizer.ggml.model: needs 'llama', 'gpt2' or 'bert', got 't5'");
        refuses("tokenizer.ggml.scores", List.of(1.0), "needs as many types and scores as pieces");
        refuses("tokenizer.ggml.scores", Collections.nCopies(512, Double.NaN),
                "tokenizer.ggml.scores: needs numbers, got NaN for '<unk>'");
        refuses("tokenizer.ggml.tokens", "x", "model.gguf: needs an array of strings under tokenizer.ggml.tokens");
        refuses("tokenizer.ggml.tokens", List.of(5L),
                "model.gguf: needs an array of strings under tokenizer.ggml.tokens");
        refuses("tokenizer.ggml.eos_token_id", 512L, "needs a number below 512, got 512");
        Map<String, Object> other = stories();
        other.putAll(Map.of("tokenizer.ggml.model", "gpt2", "tokenizer.ggml.pre", "new", "tokenizer.ggml.merges",
                List.of()));
        assertTrue(refusal(other).contains("tokenizer.ggml.pre: needs gpt-2, smollm"));
        other.putAll(Map.of("tokenizer.ggml.pre", "gpt-2", "tokenizer.ggml.merges", List.of("a")));
        assertEquals("model.gguf: tokenizer.ggml.merges: needs two pieces with a blank between, got 'a'",
                refusal(other));
    }

    private static void refuses(String key, Object value, String message) {
        Map<String, Object> metadata = stories();
        metadata.put("tokenizer.ggml.merges", List.of());
        metadata.put(key, value);
        String refusal = refusal(metadata);
        assertTrue(refusal.contains(message), refusal);
    }

    private static String refusal(Map<String, Object> metadata) {
        return assertThrows(T2lException.class, () -> Tokenizer.of(file(metadata))).getMessage();
    }
}
