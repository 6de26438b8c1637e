package t2l.hypernet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import t2l.tensor.T2lException;
import t2l.transformer.template.BuiltinTemplate;
import t2l.transformer.template.ChatTemplate;

/// Converts [Arguments] to their types. A value may also be a string from the command line: `True` or `true`, numbers,
/// and lists separated by commas.
///
/// Records which arguments are read; [#requireAllUsed] refuses the others, which would be ignored.
public final class ArgumentReader {
    private final String source;
    private final Map<String, Object> given;
    private final Map<String, Object> used = new TreeMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    ArgumentReader(Arguments arguments) {
        this.source = arguments.source();
        this.given = new TreeMap<>(arguments.values());
    }

    /// The name of the arguments in error messages.
    public String source() {
        return source;
    }

    /// The chat template that `chat_template` names ([BuiltinTemplate#open]); empty if it is not set. Throws [T2lException] if there
    /// is none.
    public Optional<ChatTemplate> template() {
        return Optional.of(text("chat_template", "")).filter(name -> !name.isEmpty()).map(BuiltinTemplate::open);
    }

    /// A string. Like all methods below, returns `otherwise` if the argument is not set, and throws [T2lException] if
    /// it is of another type.
    public String text(String name, String otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case String text -> text;
            case Number number -> number.toString();
            default -> throw wrong(name, "text", v);
        });
    }

    /// A constant of the enumeration of `otherwise`, by its name in lower case.
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        String text = text(name, lower(otherwise));
        List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
        return all.stream().filter(e -> lower(e).equals(text)).findFirst()
                .orElseThrow(() -> wrong(name, "one of " + all.toString().toLowerCase(Locale.ROOT), text));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// A boolean.
    public boolean flag(String name, boolean otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case Boolean flag -> flag;
            case String text when text.matches("[Tt]rue|[Ff]alse") -> Boolean.valueOf(text);
            default -> throw wrong(name, "true or false", v);
        });
    }

    /// An integer; one too large for a `long` (`save_freq` may be 10^100) becomes the largest `long`.
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

    /// Like [#whole], for a count.
    public int count(String name, int otherwise) {
        long n = whole(name, otherwise);
        if (n < 0 || n > Integer.MAX_VALUE) {
            throw wrong(name, "a number from 0 to 2^31 − 1", n);
        }
        return (int) n;
    }

    /// Like [#count], where 0 means all.
    public int limit(String name) {
        int n = count(name, 0);
        return n == 0 ? Integer.MAX_VALUE : n;
    }

    /// A number.
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

    /// A list of strings.
    public List<String> list(String name, List<String> otherwise) {
        Object v = raw(name, otherwise);
        return use(name, switch (v) {
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case String text -> text.isEmpty() ? List.of() : List.of(text.split(",", -1));
            default -> throw wrong(name, "a list", v);
        });
    }

    /// The names of a mapping, in its order, or a list of them.
    public List<String> names(String name) {
        Object v = raw(name, Map.of());
        return use(name, switch (v) {
            case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> throw wrong(name, "a mapping", v);
        });
    }

    /// Throws [T2lException] if an argument is set to anything but the only supported value.
    ///
    /// @param instead what the user should do instead
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

    /// Records the converted value, if it was set.
    private <T> T use(String name, T value) {
        if (given.get(name) != null) {
            used.put(name, value);
        }
        return value;
    }

    /// The arguments that are set and were read, with their types.
    public Arguments used() {
        return new Arguments(source, used);
    }

    /// Throws [T2lException] if an argument is set that was not read.
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
                || Suggestion.distance(known, name) <= 2).findFirst().map(known -> " (did you mean " + known + "?)")
                .orElse("");
    }
}
