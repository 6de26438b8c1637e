package t2l.transformer.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;

/// BERT's steps do with every character what the Rust library does (`tokenizers/characters.py`).
class CharacterClassTest {
    private static final Map<String, Object> GOLDEN = Goldens.json("tokenizers/characters.golden.json");

    @Test
    void everyCharacterIsCleanedStrippedAndCutAsThere() throws NoSuchAlgorithmException {
        assertEquals(GOLDEN.get("clean"), digest(Normalizer.bert(true, false, false, false)::apply));
        assertEquals(GOLDEN.get("strip"), digest(Normalizer.bert(false, false, true, false)::apply));
        assertEquals(GOLDEN.get("pieces"), digest(CharacterClassTest::pieces));
    }

    private static String pieces(String text) {
        StringJoiner pieces = new StringJoiner("\0");
        PreTokenizer.bert().split(text, true, (piece, _) -> pieces.add(piece));
        return pieces.toString();
    }

    /// Of what `step` makes of each code point between two letters.
    private static String digest(UnaryOperator<String> step) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(c -> !Characters.lies(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE))
                .mapToObj(c -> step.apply("a" + Character.toString(c) + "b") + "\n")
                .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
