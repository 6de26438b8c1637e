package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.tensor.T2lException;

/// A file that is not as it must be is refused in one sentence; a whole one behaves as its options say.
class TokenizerFileTest {
    private static Tokenizer read(String json) {
        return Tokenizer.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "tokenizer.json");
    }

    private static String refusal(String json) {
        return assertThrows(T2lException.class, () -> read(json)).getMessage();
    }

    private static Tokenizer bpe(String vocabulary, String merges, String options) {
        return read("{\"model\":{\"type\":\"BPE\",\"vocab\":" + vocabulary + ",\"merges\":" + merges + options + "}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | tokenizer.json: line 1, column 1: needs an object",
        "[] | tokenizer.json: line 1, column 1: needs an object",
        "{\"version\":1,\"version\":1} | tokenizer.json: line 1, column 23: needs JSON: Duplicate",
        "{} x | tokenizer.json: line 1, column 5: needs JSON",
        "{\"model\":5} | tokenizer.json: line 1, column 10: needs an object",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\" | tokenizer.json: line 1, column 36: needs JSON",
        "{\"model\":{\"type\":\"Unigram\",\"vocab\":[]}} | tokenizer.json: model: needs a field unk_id",
        "{\"model\":{\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":[[\"a\",0]]}} | tokenizer.json: model: unk_id: needs the number of a piece below 1, got 1",
        "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",1e999]]}} | tokenizer.json: model: vocab[0]: needs a finite score",
        "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\"]]}} | model: vocab[0]: needs a piece and its score",
        "{\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",0,1]]}} | needs a string",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"!\"}} | tokenizer.json: normalizer: precompiled_charsmap: needs Base64",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"normalizer\":{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"/wAAAA==\"}} | needs the length of a trie",
        "{\"model\":{\"type\":\"WordMap\",\"vocab\":{}}} | tokenizer.json: model: type: needs BPE, WordPiece, WordLevel or Unigram, got WordMap",
        "{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0}}} | tokenizer.json: model: unk_token: needs a piece of the vocabulary, got <unk>",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1}}} | tokenizer.json: line 1, column 37: needs a whole number",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":2000000000}}} | tokenizer.json: model: vocab: the id of 'a' must lie in 0",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":99999999999}}} | tokenizer.json",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0.5}}} | tokenizer.json: line 1, column 37: needs a whole number",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}} | tokenizer.json: model: merges[0]: needs pieces of the vocabulary, got 'b'",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[[\"a\"]]}} | model: merges[0]: needs two pieces, got 1",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[5]}} | tokenizer.json: line 1, column 50: needs a list",
        "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"dropout\":0.1}} | tokenizer.json: model: dropout",
        "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{\"a\":0}}} | tokenizer.json: model: unk_token: needs a piece of the vocabulary, got \"[UNK]\"",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"normalizer\":{\"type\":\"NFQ\"}} | tokenizer.json: normalizer: 'NFQ' is not supported",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"}}} | the regular expression '(' cannot be used",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"decoder\":{\"kind\":\"Fuse\"}} | tokenizer.json: decoder: needs a field type, has [kind]; add it",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"post_processor\":{\"type\":\"BertProcessing\",\"cls\":[\"a\"],\"sep\":[\"b\",1]}} | tokenizer.json: post_processor: cls: needs a token and its number",
        "{\"model\":{\"vocab\":{\"[UNK]\":0}},\"added_tokens\":[{\"content\":\"x\",\"id\":\"1\"}]} | tokenizer.json: added_tokens[0]: id: needs a whole number, got \"1\""
    })
    void saysWhatIsWrong(String json, String message) {
        String refusal = refusal(json);
        assertTrue(refusal.contains(message), refusal);
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path directory) {
        Refused.begins(directory.resolve("tokenizer.json").toString(), () -> Tokenizer.read(directory));
    }

    @Property(tries = 100)
    void aDamagedFileIsRefusedOrRead(@ForAll @IntRange(max = 20_000) int place, @ForAll byte value,
            @ForAll boolean cut) {
        byte[] file = Goldens.text("tokenizers/stories260K.tokenizer.json").getBytes(StandardCharsets.UTF_8);
        int at = place % file.length;
        file[at] = value;
        try {
            Tokenizer.read(new ByteArrayInputStream(file, 0, cut ? at : file.length), "tokenizer.json")
                    .encode("Once upon a time", true);
        } catch (T2lException e) {
            assertTrue(e.getMessage().startsWith("tokenizer"), e.getMessage());
        }
    }

    @Test
    void deepNestingIsRefused() {
        refusal("{\"normalizer\":" + "[".repeat(100_000));
        refusal("{\"normalizer\":" + "{\"type\":\"Sequence\",\"normalizers\":[".repeat(2000));
    }

    @Test
    void lowestRankMergesFirstAndThenTheLeftmost() {
        Tokenizer tokenizer = bpe("{\"a\":0,\"b\":1,\"ab\":2,\"ba\":3,\"aba\":4}", "[\"b a\",\"a b\",\"a ba\"]", "");
        assertArrayEquals(new int[] {4}, tokenizer.encode("aba", false));
        assertArrayEquals(new int[] {4, 3}, tokenizer.encode("ababa", false));
    }

    @Test
    void anUnknownCharacterVanishesOrIsUnknownOrIsSpelled() {
        String vocabulary = "{\"a\":0,\"<unk>\":1,\"<0xC3>\":2,\"<0xA9>\":3}";
        assertArrayEquals(new int[] {0, 0}, bpe(vocabulary, "[]", "").encode("aééa", false));
        String unknown = ",\"unk_token\":\"<unk>\"";
        assertArrayEquals(new int[] {0, 1, 1, 0}, bpe(vocabulary, "[]", unknown).encode("aééa", false));
        assertArrayEquals(new int[] {0, 1, 0},
                bpe(vocabulary, "[]", unknown + ",\"fuse_unk\":true").encode("aééa", false));
        assertArrayEquals(new int[] {0, 2, 3, 0, 1},
                bpe(vocabulary, "[]", unknown + ",\"byte_fallback\":true").encode("aéaß", false));
    }

    @Test
    void affixesMarkPlacesInAPiece() {
        Tokenizer tokenizer = bpe(
                "{\"a\":0,\"##b\":1,\"##b</w>\":2,\"a##\":3,\"ab</w>\":4,\"a</w>\":5}",
                "[\"a ##b</w>\"]", ",\"continuing_subword_prefix\":\"##\",\"end_of_word_suffix\":\"</w>\"");
        assertArrayEquals(new int[] {4}, tokenizer.encode("ab", false));
        assertArrayEquals(new int[] {5}, tokenizer.encode("a", false));
        assertArrayEquals(new int[] {0, 1, 2}, tokenizer.encode("abb", false));
    }

    @Test
    void addedTokensKeepTheirDistance() {
        Tokenizer tokenizer = read(
                """
                        {"added_tokens": [{"id": 5, "content": "<m>", "lstrip": true, "rstrip": true, "normalized": false, "special": true},
                                          {"id": 6, "content": "ab", "single_word": true, "normalized": false, "special": false},
                                          {"id": 7, "content": "B", "normalized": true, "special": false},
                                          {"id": 8, "content": "<mm>", "normalized": false, "special": true}],
                         "normalizer": {"type": "Lowercase"},
                         "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, " ": 3, "m": 4}, "merges": []}}
                        """);
        assertArrayEquals(new int[] {0, 5, 7}, tokenizer.encode("a  <m> \n b", false));
        assertArrayEquals(new int[] {0, 5, 5, 2}, tokenizer.encode("a <m> <m> c", false));
        assertArrayEquals(new int[] {8}, tokenizer.encode("<mm>", false));
        assertArrayEquals(new int[] {6, 3, 2, 0, 7}, tokenizer.encode("ab cab", false));
        assertArrayEquals(new int[] {7, 0, 7}, tokenizer.encode("BAb", false));
        assertEquals("ab c", tokenizer.decode(new int[] {5, 6, 2, 99}, true));
        assertEquals(9, tokenizer.vocabularySize());
        assertEquals(OptionalInt.of(5), tokenizer.id("<m>"));
        assertEquals(OptionalInt.empty(), tokenizer.id("x"));
        assertTrue(tokenizer.isSpecial(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"type\":\"Split\",\"pattern\":{\"String\":\"\"}}",
        "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"\"}",
        "{\"type\":\"Metaspace\",\"replacement\":\"\"}"
    })
    void anEmptyStringSplitsNothing(String step) {
        Tokenizer tokenizer = read("{\"pre_tokenizer\":" + step
                + ",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},\"merges\":[\"a b\"]}}");
        assertArrayEquals(new int[] {2, 0}, tokenizer.encode("aba", false));
    }

    @Test
    void anEmptyStringReplacesNothing() {
        String replace = "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"b\"}";
        Tokenizer tokenizer = read("{\"normalizer\":" + replace
                + ",\"decoder\":{\"type\":\"Sequence\",\"decoders\":[" + replace + ",{\"type\":\"Fuse\"}]}"
                + ",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}}");
        assertArrayEquals(new int[] {0, 1, 0}, tokenizer.encode("aba", false));
        assertEquals("aba", tokenizer.decode(new int[] {0, 1, 0}, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt2", "qwen3", "llama3-steps", "stories260K", "mistral", "gemma3-steps", "minilm"})
    void longRunsNeedNeitherDeepStacksNorSquareTime(String name) {
        Tokenizer tokenizer = Goldens.tokenizer(name);
        for (String unit : List.of("a", " ", "\n", " \n", "1", ".", "'", "é", "😀", "▁", "<")) {
            int[] ids = tokenizer.encode(unit.repeat(50_000), true);
            assertTrue(ids.length > 0 && tokenizer.decode(ids, false).length() > 0, unit);
        }
    }
}
