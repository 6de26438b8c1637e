package t2l.app.suite;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2l.app.console.Json;

/// Writes a [SuiteVocabulary] as a Hugging Face tokenizer, so that other programs can run the tiny base model.
///
/// `tokenizer.json` specifies byte-pair encoding without merges: with `ignore_merges`, a piece in the vocabulary
/// becomes one token, and any other is split into characters. The decoder is WordPiece's, which puts a space between
/// all tokens, because none of them starts with `##`.
public final class TokenizerFiles {
    private TokenizerFiles() {}

    /// The text of `tokenizer.json`, `tokenizer_config.json` and `special_tokens_map.json`, by file name.
    ///
    /// @param maxLength maximum number of tokens of the model
    public static Map<String, String> of(SuiteVocabulary vocabulary, int maxLength) {
        Map<String, Object> special = special(vocabulary);
        Map<String, Object> config = Json.object("tokenizer_class", "PreTrainedTokenizerFast");
        config.putAll(special);
        config.put("clean_up_tokenization_spaces", false);
        config.put("model_max_length", maxLength);
        return Map.of("tokenizer.json", text(tokenizer(vocabulary)), "tokenizer_config.json", text(config),
                "special_tokens_map.json", text(special));
    }

    private static Map<String, Object> special(SuiteVocabulary vocabulary) {
        List<String> pieces = vocabulary.pieces();
        return Json.object("bos_token", pieces.get(SuiteVocabulary.BOS), "eos_token", pieces.get(SuiteVocabulary.END),
                "pad_token", pieces.get(SuiteVocabulary.PAD));
    }

    private static Map<String, Object> tokenizer(SuiteVocabulary vocabulary) {
        var ids = new LinkedHashMap<String, Object>();
        vocabulary.pieces().forEach(piece -> ids.put(piece, ids.size()));
        String bos = vocabulary.pieces().get(SuiteVocabulary.BOS);
        Map<String, Object> begin = Json.object("SpecialToken", Json.object("id", bos, "type_id", 0));
        return Json.object(
                "version", "1.0",
                "truncation", null,
                "padding", null,
                "added_tokens", Stream.of(SuiteVocabulary.PAD, SuiteVocabulary.BOS, SuiteVocabulary.END)
                        .map(id -> Json.object("id", id, "content", vocabulary.pieces().get(id), "single_word", false,
                                "lstrip", false, "rstrip", false, "normalized", false, "special", true))
                        .toList(),
                "normalizer", null,
                "pre_tokenizer", Json.object("type", "Split", "pattern", Json.object("Regex", SuiteVocabulary.PIECE),
                        "behavior", "Removed", "invert", true),
                "post_processor", Json.object("type", "TemplateProcessing",
                        "single", List.of(begin, sequence("A", 0)),
                        "pair", List.of(begin, sequence("A", 0), sequence("B", 0)),
                        "special_tokens",
                        Json.object(bos,
                                Json.object("id", bos, "ids", List.of(SuiteVocabulary.BOS), "tokens", List.of(bos)))),
                "decoder", Json.object("type", "WordPiece", "prefix", "##", "cleanup", false),
                "model",
                Json.object("type", "BPE", "dropout", null, "unk_token", null, "continuing_subword_prefix", null,
                        "end_of_word_suffix", null, "fuse_unk", false, "byte_fallback", false, "ignore_merges", true,
                        "vocab", ids, "merges", Collections.emptyList()));
    }

    private static Map<String, Object> sequence(String id, int type) {
        return Json.object("Sequence", Json.object("id", id, "type_id", type));
    }

    private static String text(Map<String, Object> json) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES).asString(json)
                    + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
    }
}
