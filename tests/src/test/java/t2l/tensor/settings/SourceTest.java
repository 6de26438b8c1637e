package t2l.tensor.settings;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.tensor.T2lException;

/// What a field is asked for is what it must be; anything else is said in one sentence with its path.
class SourceTest {
    private static final Source FILE = Source.parse("a.json", """
            {"n": 3, "x": 0.5, "big": 9999999999, "huge": 1e999, "s": "t\\n", "f": true, "none": null,
             "o": {"n": 1}, "l": [1, 2], "one": 1, "all": [{"n": 1}, {"n": "2"}], "nulls": [null]}""");

    @Test
    void fieldsAreReadByKind() {
        assertEquals(3, FILE.count("n"));
        assertEquals(7, FILE.count("none", 7));
        assertEquals(0.5, FILE.number("x"));
        assertEquals(3, FILE.number("n", 0));
        assertEquals("t\n", FILE.text("s"));
        assertEquals("u", FILE.text("none", "u"));
        assertEquals(true, FILE.flag("f", false));
        assertEquals(1, FILE.requireObject("o").count("n"));
        assertEquals(Optional.empty(), FILE.object("none"));
        assertEquals(List.of(1, 2), FILE.counts("l"));
        assertEquals(List.of(1), FILE.counts("one"));
        assertEquals(List.of(), FILE.counts("none"));
        assertEquals(1, FILE.objects("all").getFirst().count("n"));
        assertEquals(List.of(Optional.empty()), FILE.list("nulls"));
    }

    @Test
    void aWrongKindIsNamedWithItsPath() {
        says("a.json: needs a field missing, has [n, x, big, huge, s, f, o, l, one, all, nulls]; add it",
                () -> FILE.count("missing"));
        says("a.json: needs a field none, has [n, x, big, huge, s, f, o, l, one, all, nulls]; add it",
                () -> FILE.requireObject("none"));
        says("a.json: big: needs a whole number, got 9999999999", () -> FILE.count("big"));
        says("a.json: x: needs a whole number, got 0.5", () -> FILE.count("x"));
        says("a.json: huge: needs a number, got Infinity", () -> FILE.number("huge"));
        says("a.json: s: needs true or false, got t\\n", () -> FILE.flag("s", false));
        says("a.json: n: needs a string, got 3", () -> FILE.text("n"));
        says("a.json: n: needs a JSON object, got 3", () -> FILE.object("n"));
        says("a.json: o: needs a list, got {\"n\": 1}", () -> FILE.objects("o"));
        says("a.json: l[0]: needs a JSON object, got 1", () -> FILE.objects("l"));
        says("a.json: all[1]: n: needs a whole number, got \"2\"", () -> FILE.objects("all").get(1).count("n"));
        says("a.json: nulls: needs a whole number, got null", () -> FILE.counts("nulls"));
        says("a.json: s: needs x, got {\"a\": [\"b\\\"\", null, \"\"]}", () -> {
            throw FILE.wrong("s", "x", Map.of("a", List.of("b\"", Optional.empty(), "")));
        });
        says("a.json: s: needs x, got \" \"", () -> {
            throw FILE.wrong("s", "x", " ");
        });
        says("a.json: s: needs x, got " + "y".repeat(60) + "…", () -> {
            throw FILE.wrong("s", "x", "y".repeat(100));
        });
    }

    /// Nothing but what is likely.
    @ParameterizedTest
    @CsvSource({"max_output_tokens, max_tokens", "max_completion_tokens, max_tokens", "stream_option, stream_options",
        "stream_options_, stream_options", "promt, prompt", "desribe, describe", "input,", "prompt_text,", "tool,",
        "a,", "x,",
        "mix,", "top_k,", "response_format,", "instructions,"})
    void anUnknownFieldIsTakenForOneThatIsNear(String name, String near) {
        Source fields = Source.of("", Source.Form.JSON, Map.of(name, 1));
        for (String known : List.of("n", "id", "adapter", "text", "stop", "prompt", "prompt_cache_key", "max_tokens",
                "max_tool_calls", "describe", "stream", "stream_options", "top_p")) {
            fields.find(known);
        }
        says(name + ": has no effect on this" + (near == null ? "" : " (did you mean " + near + "?)")
                + "; leave it out", () -> fields.end("this"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``       | line 1, column 1: needs a value",
        "{        | line 1, column 2: needs JSON: Unexpected end-of-input: expected close marker for Object (start marker at line: 1, column: 1)",
        "[1]      | needs a JSON object, got [1]",
        "{} {}    | line 1, column 4: needs nothing after the first value",
        "{'a':1}  | line 1, column 3: needs JSON: Unexpected character",
        "{\"a\":1,\"a\":2} | line 1, column 11: needs JSON: Duplicate field 'a'",
        "{\"a\":NaN}     | line 1, column 9: needs JSON: Non-standard token 'NaN'",
        "{/**/}         | line 1, column 3: needs JSON: Unexpected character ('/' (code 47)): maybe a (non-standard) comment?",
        "{\"a\":01}      | line 1, column 7: needs JSON: Invalid numeric value: Leading zeroes not allowed"
    })
    void whatIsNoObjectIsRefused(String text, String message) {
        String refusal = assertThrows(T2lException.class, () -> Source.parse("a.json", text)).getMessage();
        assertEquals("a.json: " + message, refusal.substring(0, Math.min(refusal.length(), message.length() + 8)));
        assertFalse(refusal.contains("`") || refusal.contains("Feature"), refusal);
    }

    @Test
    void deepNestingIsRefused(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("deep.json"), "{\"a\":" + "[".repeat(1_000_000));
        String refusal = assertThrows(T2lException.class, () -> Source.read(file)).getMessage();
        assertEquals(
                file + ": line 1, column 106: needs JSON: Document nesting depth (101) exceeds the maximum allowed (100)",
                refusal);
        says(dir + ": needs a file, there is none; check the path", () -> Source.read(dir));
        Path latin = Files.write(dir.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'});
        says(latin + ": line 1, column 1: needs UTF-8", () -> Source.read(latin));
        assertEquals(Map.of(), Source.parse("empty.json", " {} \n").values());
    }

    private static void says(String sentence, Runnable asking) {
        assertEquals(sentence, assertThrows(T2lException.class, asking::run).getMessage());
    }
}
