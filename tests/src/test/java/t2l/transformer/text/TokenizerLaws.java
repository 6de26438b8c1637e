package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;

/// What holds for every text and every sequence of ids.
class TokenizerLaws {
    private static final List<String> NAMES = List.of(
            "gpt2", "smollm2", "qwen3", "llama3-steps", "stories260K", "mistral", "gemma3-steps", "metaspace", "minilm",
            "words", "unigram", "unigram-bytes");
    private static final Map<String, Tokenizer> TOKENIZERS = new TreeMap<>();

    static {
        NAMES.forEach(name -> TOKENIZERS.put(name, Goldens.tokenizer(name)));
    }

    @Provide
    Arbitrary<Tokenizer> anyTokenizer() {
        return Arbitraries.of(NAMES).map(TOKENIZERS::get);
    }

    /// Those that keep every byte of a text; SmolLM2's vocabulary lacks some bytes, F1 among them.
    @Provide
    Arbitrary<Tokenizer> byteLevel() {
        return Arbitraries.of("gpt2", "llama3-steps").map(TOKENIZERS::get);
    }

    /// Texts that meet many borders: blanks, digits, signs, marks, emoji, pieces of special tokens.
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                " ", "  ", "\n", "\r\n", "\t", "the", "The", "cat", "don't", "'LL", "12", "3456", ".", ",!", "é",
                "e\u0301", "ß", "İ", "你好", "한국어",
                "👩‍👧", "🇩🇪", "\u00A0", "\u2028", "\u200D", "\uFFFD", "▁", "<s>", "<|endoftext|>", "<|im_", "[CLS]",
                "[SE", "<0x41>", "\u0000");
        Arbitrary<String> characters = Arbitraries.strings().withChars(' ', '\uFFFF').ofMaxLength(3);
        Arbitrary<String> supplementary = Arbitraries.integers().between(0x10000, 0x10FFFF).map(Character::toString);
        return Arbitraries.frequencyOf(
                Tuple.of(5, words), Tuple.of(2, characters),
                Tuple.of(1, supplementary))
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void everyTextHasKnownIds(@ForAll @From("anyTokenizer") Tokenizer tokenizer, @ForAll @From("texts") String text) {
        for (int id : tokenizer.encode(text, true)) {
            assertTrue(tokenizer.has(id));
        }
    }

    @Property(tries = 300)
    void byteLevelKeepsEveryText(@ForAll @From("byteLevel") Tokenizer tokenizer, @ForAll @From("texts") String text) {
        assertEquals(Characters.wellFormed(text), tokenizer.decode(tokenizer.encode(text, false), false));
    }

    @Property(tries = 300)
    void streamingGivesWholeCodePointsAndTheWholeText(
            @ForAll @From("anyTokenizer") Tokenizer tokenizer,
            @ForAll List<Integer> numbers,
            @ForAll @From("texts") String text,
            @ForAll boolean skipSpecial) {
        int size = tokenizer.vocabularySize();
        int[] ids = IntStream.concat(
                Arrays.stream(tokenizer.encode(text, true)), numbers.stream().mapToInt(n -> Math.floorMod(n, size)))
                .toArray();
        Detokenizer detokenizer = tokenizer.detokenizer(skipSpecial);
        var streamed = new StringBuilder();
        for (int id : ids) {
            String part = detokenizer.accept(id);
            assertEquals(part, Characters.wellFormed(part));
            streamed.append(part);
        }
        assertEquals(tokenizer.decode(ids, skipSpecial), streamed.append(detokenizer.finish()).toString());
    }

    @Property(tries = 100)
    void remembersWordsWithoutChangingThem(
            @ForAll @From("anyTokenizer") Tokenizer tokenizer, @ForAll @From("texts") String text) {
        assertArrayEquals(tokenizer.encode(text, false), tokenizer.encode(text, false));
    }

    @Property(tries = 100)
    void tokensAndIdsAreInverse(@ForAll @From("anyTokenizer") Tokenizer tokenizer, @ForAll int number) {
        int id = Math.floorMod(number, tokenizer.vocabularySize());
        assertEquals(id, tokenizer.id(tokenizer.token(id)).orElseThrow());
        assertFalse(tokenizer.has(tokenizer.vocabularySize()));
        assertFalse(tokenizer.has(-1));
    }
}
