package t2l.transformer.grammar;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import t2l.tensor.settings.Source;

/// Numbers between bounds: exactly those that lie there.
class NumberGrammarLaws {
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
}
