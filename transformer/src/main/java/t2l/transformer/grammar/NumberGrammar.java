package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.*;

import module java.base;
import t2l.tensor.settings.Source;

/// Numbers between the bounds of a schema, digit by digit, without exponents. Those that are not whole have at most 15 digits,
/// so that no two of them are the same double.
///
/// Numbers of `n` digits before the point are whole multiples of `10^-decimals`, which are compared as texts of equal length.
final class NumberGrammar {
    static final Set<String> BOUNDS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final int MAX_DOUBLE_DIGITS = 15;
    private static final BigDecimal MAX = BigDecimal.TEN.pow(JsonGrammar.MAX_DIGITS + 1);

    private final Source schema;

    private NumberGrammar(Source schema) {
        this.schema = schema;
    }

    static ByteGrammar of(Source schema, boolean whole) {
        NumberGrammar numbers = new NumberGrammar(schema);
        List<ByteGrammar> all = new ArrayList<>();
        for (int n = 1; n <= JsonGrammar.MAX_DIGITS; n++) {
            int decimals = whole ? 0 : Math.max(0, MAX_DOUBLE_DIGITS - n);
            BigInteger least = numbers.bound("minimum", decimals, RoundingMode.CEILING, 0)
                    .max(numbers.bound("exclusiveMinimum", decimals, RoundingMode.FLOOR, 1));
            BigInteger most = numbers.bound("maximum", decimals, RoundingMode.FLOOR, 0)
                    .min(numbers.bound("exclusiveMaximum", decimals, RoundingMode.CEILING, -1));
            BigInteger from = n == 1 ? BigInteger.ZERO : BigInteger.TEN.pow(n - 1 + decimals);
            BigInteger to = BigInteger.TEN.pow(n + decimals).subtract(BigInteger.ONE);
            all.add(between(from.max(least), to.min(most), n, decimals));
            all.add(chain(text("-"), between(from.max(most.negate()).max(BigInteger.ONE), to.min(least.negate()), n,
                    decimals)));
        }
        return either(all);
    }

    /// In units of the last decimal.
    private BigInteger bound(String name, int decimals, RoundingMode rounding, int more) {
        boolean lower = name.endsWith("inimum");
        if (!schema.values().containsKey(name)) {
            return (lower ? MAX.negate() : MAX).scaleByPowerOfTen(decimals).toBigInteger();
        }
        schema.number(name);
        return new BigDecimal(schema.need(name).toString()).min(MAX).max(MAX.negate()).scaleByPowerOfTen(decimals)
                .setScale(0, rounding).toBigInteger().add(BigInteger.valueOf(more));
    }

    private static ByteGrammar between(BigInteger from, BigInteger to, int digits, int decimals) {
        return from.compareTo(to) > 0
                ? never()
                : between(padded(from, digits + decimals), padded(to, digits + decimals), digits);
    }

    private static String padded(BigInteger number, int length) {
        return "0".repeat(length - number.toString().length()) + number;
    }

    /// What may follow, between two texts of the same length.
    ///
    /// @param point digits before the point; negative after it
    private static ByteGrammar between(String from, String to, int point) {
        if (from.isEmpty()) {
            return empty();
        }
        ByteGrammar ends = point <= 0 && from.matches("0*") ? empty() : never();
        if (from.matches("0*") && to.matches("9*")) {
            int decimals = from.length() - Math.max(0, point);
            ByteGrammar rest = repeated(JsonGrammar.DIGIT, point < 0 ? 0 : 1, decimals);
            return point < 0
                    ? rest
                    : chain(repeated(JsonGrammar.DIGIT, point, point), optional(chain(text("."), rest)));
        }
        char low = from.charAt(0);
        char high = to.charAt(0);
        String lowRest = from.substring(1);
        String highRest = to.substring(1);
        String zeros = "0".repeat(lowRest.length());
        String nines = "9".repeat(lowRest.length());
        ByteGrammar digits = low == high
                ? chain(bytes(low, low), between(lowRest, highRest, point - 1))
                : either(chain(bytes(low, low), between(lowRest, nines, point - 1)),
                        low + 1 < high
                                ? chain(bytes(low + 1, high - 1), between(zeros, nines, point - 1))
                                : never(),
                        chain(bytes(high, high), between(zeros, highRest, point - 1)));
        return either(ends, point == 0 ? chain(text("."), digits) : digits);
    }
}
