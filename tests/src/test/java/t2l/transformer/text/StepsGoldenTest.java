package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.tensor.settings.Source;

/// Each step by itself does what the Rust library does (`tokenizers/make.py`).
class StepsGoldenTest {
    private static final Map<String, Object> GOLDEN = Goldens.json("tokenizers/steps.golden.json.gz");
    private static final List<String> TEXTS = Goldens.strings(GOLDEN.get("texts"));

    static Stream<Map<String, Object>> normalizers() {
        return Goldens.objects(GOLDEN.get("normalizers")).stream();
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void normalizes(Map<String, Object> golden) {
        Normalizer normalizer = TokenizerSteps.normalizer(Source.of("normalizer", golden.get("step")));
        for (int i = 0; i < TEXTS.size(); i++) {
            assertEquals(Goldens.list(golden.get("texts")).get(i), normalizer.apply(TEXTS.get(i)));
        }
    }

    static Stream<Map<String, Object>> preTokenizers() {
        return Goldens.objects(GOLDEN.get("pre_tokenizers")).stream();
    }

    @ParameterizedTest
    @MethodSource("preTokenizers")
    void cuts(Map<String, Object> golden) {
        PreTokenizer preTokenizer = TokenizerSteps.preTokenizer(Source.of("pre_tokenizer", golden.get("step")));
        for (int i = 0; i < TEXTS.size(); i++) {
            var pieces = new ArrayList<String>();
            if (!TEXTS.get(i).isEmpty()) {
                preTokenizer.split(TEXTS.get(i), true, (piece, _) -> pieces.add(piece));
            }
            assertEquals(Goldens.list(golden.get("pieces")).get(i), pieces, TEXTS.get(i));
        }
    }

    static Stream<Map<String, Object>> decoders() {
        return Goldens.objects(GOLDEN.get("decoders")).stream();
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void decodes(Map<String, Object> golden) {
        TokenDecoder decoder = TokenizerSteps.decoder(Source.of("decoder", golden.get("step")));
        List<?> tokens = Goldens.list(GOLDEN.get("tokens"));
        for (int i = 0; i < tokens.size(); i++) {
            Object expected = Goldens.list(golden.get("texts")).get(i);
            String decoded = decoded(decoder, Goldens.strings(tokens.get(i)));
            // The library itself panics on the tokens where it gives no text.
            if (expected != null) {
                assertEquals(expected, decoded, tokens.get(i).toString());
            }
        }
    }

    private static String decoded(TokenDecoder decoder, List<String> tokens) {
        var text = new StringBuilder();
        TokenDecoder.Flow flow = decoder.open((part, _) -> text.append(part));
        tokens.forEach(token -> flow.accept(token, true));
        flow.close();
        return text.toString();
    }
}
