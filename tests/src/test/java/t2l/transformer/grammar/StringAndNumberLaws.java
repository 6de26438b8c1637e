package t2l.transformer.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// Strings that match a pattern, and numbers between bounds: exactly those that Java finds, too.
class StringAndNumberLaws {
    private static final String SPACES = "\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

    private static ByteGrammar grammar(Map<String, ?> schema) {
        return new SchemaCompiler(Source.of("schema", new LinkedHashMap<>(schema))).grammar();
    }

    private static boolean accepts(ByteGrammar grammar, String json) {
        ByteGrammar rest = grammar;
        for (byte each : json.getBytes(StandardCharsets.UTF_8)) {
            rest = rest.after(each & 0xFF);
        }
        return rest.mayEnd();
    }

    @Provide
    Arbitrary<String> patterns() {
        return patterns(3).flatMap(inside -> Arbitraries.of("%s", "^%s$", "^%s", "%s$", "^%s|b$", "^(?:%s)$", "(^|b)%s")
                .map(form -> String.format(form, inside)));
    }

    private static Arbitrary<String> patterns(int depth) {
        Arbitrary<String> atoms = Arbitraries.of("a", "b", ".", "\\d", "\\W", "\\s", "\\S", "[a-c]", "[^ab]",
                "[^\\d\"]", "[\\w.-]", "\\\\", "\"", "\\.", "\u00e9", "\ud83d\ude00", "[\ud83d\ude00-\ud83d\ude05b]",
                "\\u00e9", "\\x61", "\\n", "(?:)", "{", "[]a]".replace("]a", "\\]a"));
        if (depth == 0) {
            return atoms;
        }
        Arbitrary<String> inside = patterns(depth - 1);
        return Arbitraries.oneOf(atoms, Combinators.combine(inside, inside).as((a, b) -> a + b),
                Combinators.combine(inside, inside).as((a, b) -> "(" + a + "|" + b + ")"),
                Combinators.combine(inside, Arbitraries.of("*", "+", "?", "{2}", "{1,3}", "{0}", "{2,}", "*?"))
                        .as((a, times) -> "(?:" + a + ")" + times));
    }

    /// The same in Java, whose classes of white space and of ends of lines are others.
    private static Pattern java(String pattern) {
        return Pattern.compile(pattern.replace("\\s", "[" + SPACES + "]").replace("\\S", "[^" + SPACES + "]")
                .replaceAll("(?<![\\\\w])\\.", "[^\\\\n\\\\r\\\\u2028\\\\u2029]").replace("$", "\\z")
                .replace("{", "\\{").replaceAll("\\\\\\{(\\d(,\\d?)?})", "{$1"));
    }

    @Property(tries = 200)
    void aStringIsWrittenIfItsPatternIsFound(@ForAll("patterns") String pattern,
            @ForAll("texts") List<String> texts) throws IOException {
        ByteGrammar grammar = grammar(Map.of("type", "string", "pattern", pattern));
        ByteGrammar shorter = grammar(Map.of("pattern", pattern, "minLength", 1, "maxLength", 3));
        for (String text : texts) {
            String json = JSON.std.asString(text);
            boolean found = java(pattern).matcher(text).find();
            assertEquals(found, accepts(grammar, json), () -> pattern + " in " + json);
            int length = text.codePointCount(0, text.length());
            assertEquals(found && length >= 1 && length <= 3, accepts(shorter, json), () -> pattern + " in " + json);
        }
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.of("a", "b", "c", "7", " ", "\"", "\\", "\n", ".", "\u00e9", "\u00a0", "\ud83d\ude00",
                "\u2028", "{", "_", "]").list().ofMaxSize(6).map(all -> String.join("", all)).list().ofSize(20);
    }

    @Example
    void whatIsNotRegularIsRefused() {
        for (String pattern : List.of("(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\bword", "\\p{L}", "\\k<a>",
                "a**",
                "a++", "(", ")", "[a", "a{3,2}", "\\", "a^b", "(a$)*", "[z-a]", "[\\d-z]", "\\u12", "\\u{110000}", "*",
                "^*",
                "{2}", "(?:(?:a{99}){99}){99}", "(".repeat(3000) + ")".repeat(3000))) {
            String sentence = assertThrows(T2lException.class, () -> grammar(Map.of("pattern", pattern)), pattern)
                    .getMessage();
            assertTrue(sentence.startsWith("schema: pattern: needs a regular expression: "), sentence);
        }
    }

    @Example
    void formatsAreWhatJavaReads() {
        Map<String, Consumer<String>> readers = Map.of("date", LocalDate::parse, "time", OffsetTime::parse, "date-time",
                OffsetDateTime::parse, "uuid", UUID::fromString, "duration", text -> {
                    if (!text.endsWith("W")) {
                        Duration.parse(text);
                    }
                }, "ipv4", text -> IntStream.of(0, 1, 2, 3).forEach(
                        i -> assertTrue(Integer.parseInt(text.split("\\.", -1)[i]) < 256, text)),
                "hostname",
                text -> assertTrue(text.length() < 254 && text.matches("[A-Za-z0-9.-]+"), text), "email",
                text -> assertTrue(text.matches("[^@ ]{1,64}@[^@ ]+\\.[^@ ]+"), text));
        assertEquals(StringFormats.ALL.keySet(), readers.keySet());
        Random random = new Random(1);
        readers.forEach((format, reader) -> {
            for (int i = 0; i < 100; i++) {
                String text = random(grammar(Map.of("type", "string", "format", format)), random);
                reader.accept(text.substring(1, text.length() - 1));
            }
        });
        assertTrue(accepts(grammar(Map.of("format", "date-time")), "\"2026-11-30T09:08:07.125Z\""));
        assertFalse(accepts(grammar(Map.of("format", "date")), "\"2026-02-30\""));
    }

    /// Some text of a grammar whose every state leads to an end.
    private static String random(ByteGrammar grammar, Random random) {
        StringBuilder text = new StringBuilder();
        for (ByteGrammar rest = grammar; !rest.isEmpty();) {
            ByteGrammar from = rest;
            int[] next = IntStream.range(0, 256).filter(b -> !from.after(b).isNever()).toArray();
            int b = next[random.nextInt(next.length)];
            text.append((char) b);
            rest = from.after(b);
        }
        return text.toString();
    }

    @Property(tries = 200)
    void aNumberIsWrittenIfItLiesBetweenTheBounds(@ForAll("bounds") Map<String, BigDecimal> bounds,
            @ForAll("numbers") List<BigDecimal> numbers) {
        Map<String, Object> schema = new LinkedHashMap<>(bounds);
        for (String type : List.of("integer", "number")) {
            schema.put("type", type);
            ByteGrammar grammar = grammar(schema);
            List<BigDecimal> all = new ArrayList<>(numbers);
            bounds.values().forEach(bound -> List.of("0", "1", "-1", "0.001", "-0.001").forEach(
                    more -> all.add(bound.add(new BigDecimal(more)))));
            for (BigDecimal number : all) {
                boolean whole = number.stripTrailingZeros().scale() <= 0;
                String text = whole ? number.toBigInteger().toString() : number.toPlainString();
                boolean lies = bounds.entrySet().stream().allMatch(bound -> switch (bound.getKey()) {
                    case "minimum" -> number.compareTo(bound.getValue()) >= 0;
                    case "maximum" -> number.compareTo(bound.getValue()) <= 0;
                    case "exclusiveMinimum" -> number.compareTo(bound.getValue()) > 0;
                    default -> number.compareTo(bound.getValue()) < 0;
                });
                assertEquals(lies && (whole || type.equals("number")), accepts(grammar, text), () -> text + schema);
                assertFalse(
                        accepts(grammar, "0" + text) || accepts(grammar, text + ".") || accepts(grammar, text + "e1"));
            }
        }
    }

    @Provide
    Arbitrary<Map<String, BigDecimal>> bounds() {
        return Arbitraries.maps(Arbitraries.of(NumberGrammar.BOUNDS), number()).ofMinSize(1).ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<BigDecimal>> numbers() {
        return number().list().ofSize(10);
    }

    private static Arbitrary<BigDecimal> number() {
        return Arbitraries.oneOf(Arbitraries.integers().between(-1200, 1200).map(BigDecimal::valueOf),
                Arbitraries.longs().between(-99_999_999_999L, 99_999_999_999L).map(n -> BigDecimal.valueOf(n, 2)),
                Arbitraries.integers().between(-3000, 3000).map(n -> BigDecimal.valueOf(n, 3)));
    }

    /// No two of them are the same double.
    @Example
    void exclusiveBoundsHoldForDoubles() {
        ByteGrammar grammar = grammar(Map.of("type", "number", "exclusiveMinimum", 0, "exclusiveMaximum", 1));
        Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            ByteGrammar rest = grammar;
            StringBuilder text = new StringBuilder();
            while (!rest.isEmpty()) {
                ByteGrammar from = rest;
                int[] next = IntStream.range(0, 256).filter(b -> !from.after(b).isNever()).toArray();
                int b = random.nextInt(8) == 0 ? next[0] : next[next.length - 1];
                text.append((char) b);
                rest = from.after(b);
            }
            double number = Double.parseDouble(text.toString());
            assertTrue(number > 0 && number < 1, text.toString());
        }
    }

    @Example
    void whatOtherProgramsWriteIsTaken() {
        assertTrue(accepts(grammar(Map.of("pattern", "^[A-Z]{2}-\\d{4}$")), "\"AB-1234\""));
        assertTrue(accepts(grammar(Map.of("pattern", "^(?<year>\\d+)/(?:a|b)*$")), "\"12/abba\""));
        assertTrue(accepts(grammar(Map.of("pattern", "^\\ud83d\\ude00[\\b]$")), "\"\ud83d\ude00\\b\""));
        assertTrue(accepts(grammar(Map.of("pattern", "")), "\"anything \\\" \""));
    }
}
