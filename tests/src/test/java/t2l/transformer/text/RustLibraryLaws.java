package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.lifecycle.AfterContainer;

/// On any text and any ids a tokenizer does what Hugging Face's Rust library does with the same file.
class RustLibraryLaws {
    /// Without `minilm`: for BERT the library takes classes of characters from Unicode 8, this from the running Java.
    private static final List<String> NAMES = List.of("gpt2", "smollm2", "qwen3", "llama3-steps", "stories260K",
            "mistral", "gemma3-steps", "metaspace", "unigram", "unigram-bytes");
    private static final String SCORED = "stories260K.gguf";
    private static final Map<String, Tokenizer> OURS = new TreeMap<>();
    private static final Map<String, HuggingFaceTokenizer> THEIRS = new TreeMap<>();

    static {
        for (String name : NAMES) {
            OURS.put(name, Goldens.tokenizer(name));
            THEIRS.put(name, library(name));
        }
        // The same vocabulary with scores in place of merges.
        OURS.put(SCORED, Tokenizer.of(GgufVocabularyTest.storiesFile()));
        THEIRS.put(SCORED, library("stories260K"));
    }

    private static HuggingFaceTokenizer library(String name) {
        try {
            Path file = Files.createTempFile("t2l", ".tokenizer.json");
            try {
                Files.writeString(file, Goldens.text("tokenizers/" + name + ".tokenizer.json"));
                return HuggingFaceTokenizer.builder().optTokenizerPath(file).optTruncation(false).optPadding(false)
                        .build();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterContainer
    static void close() {
        THEIRS.values().forEach(HuggingFaceTokenizer::close);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(OURS.keySet());
    }

    /// Texts full of borders, and any code points at all.
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.integers().between(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE).map(Character::toString).list()
                .ofMaxSize(12).map(parts -> String.join("", parts));
        return Arbitraries.oneOf(new TokenizerLaws().texts(), any).map(Characters::wellFormed)
                .filter(text -> text.codePoints().noneMatch(RustLibraryLaws::mayBeYoung));
    }

    /// The library orders marks by the tables of Unicode 9; that these are in them is known.
    private static boolean mayBeYoung(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                !Characters.lies(c, 0x0300, 0x036F) && !Characters.lies(c, 0x0591, 0x05C7)
                        && !Characters.lies(c, 0x064B, 0x0670) && !Characters.lies(c, 0x0F18, 0x0F87);
            default -> false;
        };
    }

    @Property(tries = 400)
    void textsHaveTheSameNumbers(@ForAll @From("names") String name, @ForAll @From("texts") String text) {
        for (boolean special : new boolean[] {false, true}) {
            long[] theirs = THEIRS.get(name).encode(text, special, false).getIds();
            assertArrayEquals(theirs, Arrays.stream(OURS.get(name).encode(text, special)).asLongStream().toArray(),
                    name + ": " + text);
        }
    }

    @Property(tries = 200)
    void numbersHaveTheSameText(@ForAll @From("names") String name, @ForAll List<Integer> numbers,
            @ForAll boolean skipSpecial) {
        Tokenizer ours = OURS.get(name);
        int[] ids = numbers.stream().mapToInt(n -> Math.floorMod(n, ours.vocabularySize())).filter(ours::has).toArray();
        assertEquals(THEIRS.get(name).decode(IntStream.of(ids).asLongStream().toArray(), skipSpecial),
                ours.decode(ids, skipSpecial), name + ": " + Arrays.toString(ids));
    }
}
