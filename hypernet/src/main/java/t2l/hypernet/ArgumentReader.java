package t2l.hypernet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import t2l.tensor.T2lException;

/// Gives [Arguments] their types, one by one. A value may also be text, as it is on the command line: `True` or `true`,
/// numbers, and lists with commas.
///
/// It remembers which arguments were asked for: [#requireAllUsed] refuses the others, for nothing would use them.
public final class ArgumentReader {
    private final String source;
    private final Map<String, Object> given;
    private final Map<String, Object> used = new TreeMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    ArgumentReader(Arguments arguments) {
        this.source = arguments.source();
        this.given = new TreeMap<>(arguments.values());
    }

    /// What error messages call the arguments.
    public String source() {
        return source;
    }

    /// A text; as all that follow, it is `otherwise` if the argument is not set, and [T2lException] is thrown if it is of
    /// another kind.
    public String text(String name, String otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case String text -> text;
            case Number number -> number.toString();
            default -> throw wrong(name, "text", v);
        });
    }

    /// A constant of the enumeration that `otherwise` belongs to, by its name in small letters.
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        String text = text(name, lower(otherwise));
        List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
        return all.stream().filter(e -> lower(e).equals(text)).findFirst()
                .orElseThrow(() -> wrong(name, "one of " + all.toString().toLowerCase(Locale.ROOT), text));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// True or false.
    public boolean flag(String name, boolean otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case Boolean flag -> flag;
            case String text when text.matches("[Tt]rue|[Ff]alse") -> Boolean.valueOf(text);
            default -> throw wrong(name, "true or false", v);
        });
    }

    /// A whole number; larger ones than a `long` holds (`save_freq` may be 10^100) become the largest `long`.
    public long whole(String name, long otherwise) {
        Object v = raw(name, otherwise);
        BigInteger n = switch (v) {
            case Integer i -> BigInteger.valueOf(i);
            case Long l -> BigInteger.valueOf(l);
            case BigInteger big -> big;
            case String text when text.matches("-?\\d{1,200}") -> new BigInteger(text);
            default -> throw wrong(name, "a whole number", v);
        };
        return use(name, n.min(BigInteger.valueOf(Long.MAX_VALUE)).max(BigInteger.valueOf(Long.MIN_VALUE)).longValue());
    }

    /// As [#whole], for a number of things.
    public int count(String name, int otherwise) {
        long n = whole(name, otherwise);
        if (n < 0 || n > Integer.MAX_VALUE) {
            throw wrong(name, "a number from 0 to 2^31 − 1", n);
        }
        return (int) n;
    }

    /// As [#count], where 0 stands for all there are.
    public int limit(String name) {
        int n = count(name, 0);
        return n == 0 ? Integer.MAX_VALUE : n;
    }

    /// A number, whole or not.
    public double number(String name, double otherwise) {
        Object v = raw(name, otherwise);
        try {
            return use(name, switch (v) {
                case Number n -> n;
                case String text -> new BigDecimal(text).doubleValue();
                default -> throw wrong(name, "a number", v);
            }).doubleValue();
        } catch (NumberFormatException _) {
            throw wrong(name, "a number", v);
        }
    }

    /// A list, its elements as text.
    public List<String> list(String name, List<String> otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case String text -> text.isEmpty() ? List.of() : List.of(text.split(",", -1));
            default -> throw wrong(name, "a list", v);
        });
    }

    /// Throws [T2lException] if an argument is set, and not to the only value that there is here.
    ///
    /// @param instead what the user can do instead
    public void only(String name, Object value, String instead) {
        Object v = raw(name, value);
        if (!v.toString().equalsIgnoreCase(value.toString())) {
            throw new T2lException(wrong(name, value.toString(), v).getMessage() + "; " + instead);
        }
        use(name, value);
    }

    /// Sets an argument that follows from others.
    public void set(String name, Object value) {
        given.put(name, value);
    }

    private Object raw(String name, Object otherwise) {
        asked.add(name);
        Object v = given.get(name);
        return v == null ? otherwise : v;
    }

    /// Keeps a value, if it was set, as it was understood.
    private <T> T use(String name, T value) {
        if (given.get(name) != null) {
            used.put(name, value);
        }
        return value;
    }

    /// The arguments that are set and were asked for, with their types.
    public Arguments used() {
        return new Arguments(source, used);
    }

    /// Throws [T2lException] if an argument is set that was not asked for.
    public void requireAllUsed() {
        TreeSet<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw new T2lException(source + ": " + String.join(", ", unknown) + ": has no effect on this training"
                    + nearest(unknown.first()) + "; leave it out");
        }
    }

    private T2lException wrong(String name, String needs, Object got) {
        return new T2lException(source + ": " + name + ": needs " + needs + ", got " + got);
    }

    private String nearest(String name) {
        return asked.stream().filter(known -> known.contains(name) || name.contains(known)
                || distance(known, name) <= 2).findFirst().map(known -> " (did you mean " + known + "?)").orElse("");
    }

    /// Edits between two words (Levenshtein 1966).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1,
                        diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
