package t2l.transformer.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import t2l.transformer.template.TemplateValue.Bool;
import t2l.transformer.template.TemplateValue.Dict;
import t2l.transformer.template.TemplateValue.Items;
import t2l.transformer.template.TemplateValue.Namespace;
import t2l.transformer.template.TemplateValue.None;
import t2l.transformer.template.TemplateValue.Real;
import t2l.transformer.template.TemplateValue.Text;
import t2l.transformer.template.TemplateValue.Undefined;
import t2l.transformer.template.TemplateValue.Whole;
import t2l.transformer.text.Characters;

/// The operators, filters, tests and methods that chat templates use. Source: Jinja 3.1, `filters.py` and `tests.py`;
/// Python's `str` and `dict`.
final class TemplateFunctions {
    private final LongConsumer work;

    /// @param work is told the number of characters or items about to be created, and throws if it is too large
    TemplateFunctions(LongConsumer work) {
        this.work = work;
    }

    /// `value` as a string. Throws [TemplateError] if it is not one.
    static String text(TemplateValue value) {
        if (value instanceof Text text) {
            return text.value();
        }
        throw needs("a string", value);
    }

    private static int integer(TemplateValue value) {
        return switch (value) {
            case Whole(long number) when number == (int) number -> (int) number;
            case Whole(long number) ->
                throw new TemplateError("needs a whole number of at most 32 bits, got " + number);
            case Bool flag -> flag.value() ? 1 : 0;
            default -> throw needs("a whole number", value);
        };
    }

    private static TemplateError needs(String needed, TemplateValue got) {
        return new TemplateError(
                got instanceof Undefined undefined ? undefined.what() : "needs " + needed + ", got " + got.kind());
    }

    /// The items of a loop over `value`.
    List<TemplateValue> iterate(TemplateValue value) {
        work.accept(size(value));
        return switch (value) {
            case Items items -> items.values();
            case Dict dict -> texts(dict.values().keySet());
            case Text text ->
                text.value().codePoints().<TemplateValue>mapToObj(c -> new Text(Character.toString(c))).toList();
            case Undefined _ -> List.of();
            case Whole _,Real _,Bool _,Namespace _,None _ -> throw needs("something to go through", value);
        };
    }

    /// What it costs to go through `value`.
    private static int size(TemplateValue value) {
        return switch (value) {
            case Items items -> items.values().size();
            case Dict dict -> dict.values().size();
            case Text text -> text.value().length();
            case Undefined _,Whole _,Real _,Bool _,Namespace _,None _ -> 1;
        };
    }

    private static List<TemplateValue> texts(Iterable<String> strings) {
        var texts = new ArrayList<TemplateValue>();
        strings.forEach(string -> texts.add(new Text(string)));
        return texts;
    }

    /// The printed form of `value`.
    String print(TemplateValue value) {
        return TemplateWriter.print(value, work);
    }

    /// Python's `==`: numbers and booleans by value.
    private boolean same(TemplateValue a, TemplateValue b) {
        work.accept(1 + Math.min(size(a), size(b)));
        if (a instanceof Items left && b instanceof Items right) {
            boolean same = left.values().size() == right.values().size();
            for (int i = 0; same && i < left.values().size(); i++) {
                same = same(left.values().get(i), right.values().get(i));
            }
            return same;
        }
        if (a instanceof Dict left && b instanceof Dict right) {
            return left.values().keySet().equals(right.values().keySet())
                    && left.values().entrySet().stream()
                            .allMatch(entry -> same(entry.getValue(), right.values().get(entry.getKey())));
        }
        if (a instanceof Namespace || b instanceof Namespace) {
            throw new TemplateError("namespaces cannot be compared");
        }
        Optional<Double> left = a.number();
        Optional<Double> right = b.number();
        if (left.isPresent() && right.isPresent()) {
            return left.get().doubleValue() == right.get().doubleValue();
        }
        return a instanceof Undefined ? b instanceof Undefined : a.equals(b);
    }

    private TemplateValue made(String text) {
        work.accept(text.length());
        return new Text(text);
    }

    private TemplateValue made(List<TemplateValue> items) {
        work.accept(items.size());
        return new Items(items);
    }

    private TemplateValue pairs(Map<String, TemplateValue> values) {
        work.accept(values.size());
        return new Items(values.entrySet().stream()
                .<TemplateValue>map(entry -> new Items(List.of(new Text(entry.getKey()), entry.getValue())))
                .toList());
    }

    static TemplateValue attribute(TemplateValue value, String name) {
        Map<String, TemplateValue> values = switch (value) {
            case Dict dict -> dict.values();
            case Namespace namespace -> namespace.values();
            case Undefined undefined -> throw new TemplateError(undefined.what());
            case Text _,Whole _,Real _,Bool _,Items _,None _ -> Map.of();
        };
        return Optional.ofNullable(values.get(name))
                .orElseGet(() -> new Undefined("there is no attribute '" + name + "'"));
    }

    TemplateValue item(TemplateValue value, TemplateValue index) {
        if (index instanceof Text name) {
            return attribute(value, name.value());
        }
        if (value instanceof Undefined undefined) {
            throw new TemplateError(undefined.what());
        }
        if (!(value instanceof Items) && !(value instanceof Text)) {
            return new Undefined("there is no item numbered in " + value.kind());
        }
        List<TemplateValue> items = iterate(value);
        int i = integer(index);
        int at = i < 0 ? i + items.size() : i;
        return at >= 0 && at < items.size() ? items.get(at) : new Undefined("there is no item " + i);
    }

    TemplateValue slice(
            TemplateValue value, Optional<TemplateValue> from, Optional<TemplateValue> to, Optional<TemplateValue> by) {
        if (!(value instanceof Items) && !(value instanceof Text)) {
            throw needs("a list or a string", value);
        }
        List<TemplateValue> items = iterate(value);
        int step = bound(by, 1);
        if (step == 0) {
            throw new TemplateError("a slice needs a step other than 0");
        }
        int n = items.size();
        int start = clamp(bound(from, step > 0 ? 0 : n - 1), n, step);
        // With a negative step, a missing end is before the first item, which no index denotes.
        int stop = step < 0 && (to.isEmpty() || to.get() instanceof None) ? -1 : clamp(bound(to, n), n, step);
        var taken = new ArrayList<TemplateValue>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            taken.add(items.get((int) i));
        }
        if (value instanceof Text) {
            var text = new StringBuilder();
            taken.forEach(part -> text.append(text(part)));
            return made(text.toString());
        }
        return made(taken);
    }

    private static int bound(Optional<TemplateValue> bound, int otherwise) {
        return bound.isEmpty() || bound.get() instanceof None ? otherwise : integer(bound.get());
    }

    private static int clamp(int bound, int n, int step) {
        int at = bound < 0 ? bound + n : bound;
        return step > 0 ? Math.clamp(at, 0, n) : Math.clamp(at, -1, n - 1);
    }

    /// `+ - * / // % ** ~`
    TemplateValue arithmetic(String operator, TemplateValue left, TemplateValue right) {
        if (operator.equals("~")) {
            return joined(print(left), print(right));
        }
        if (operator.equals("+") && left instanceof Text a && right instanceof Text b) {
            return joined(a.value(), b.value());
        }
        if (operator.equals("+") && left instanceof Items a && right instanceof Items b) {
            work.accept((long) a.values().size() + b.values().size());
            var both = new ArrayList<>(a.values());
            both.addAll(b.values());
            return new Items(both);
        }
        if (operator.equals("*") && left instanceof Text text && right instanceof Whole times) {
            int count = Math.clamp(times.value(), 0, Integer.MAX_VALUE);
            work.accept((long) text.value().length() * count);
            return new Text(text.value().repeat(count));
        }
        double a = left.number().orElseThrow(() -> needs("a number", left));
        double b = right.number().orElseThrow(() -> needs("a number", right));
        boolean real = left instanceof Real || right instanceof Real || operator.equals("/");
        if (b == 0 && (operator.startsWith("/") || operator.equals("%"))) {
            throw new TemplateError("division by zero");
        }
        return real ? new Real(real(operator, a, b)) : whole(operator, wholeOf(left), wholeOf(right));
    }

    private TemplateValue joined(String left, String right) {
        work.accept((long) left.length() + right.length());
        return new Text(left + right);
    }

    private static long wholeOf(TemplateValue value) {
        return value instanceof Whole number ? number.value() : integer(value);
    }

    private static double real(String operator, double a, double b) {
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> a - b * Math.floor(a / b);
            default -> Math.pow(a, b);
        };
    }

    private static TemplateValue whole(String operator, long a, long b) {
        try {
            return switch (operator) {
                case "+" -> new Whole(Math.addExact(a, b));
                case "-" -> new Whole(Math.subtractExact(a, b));
                case "*" -> new Whole(Math.multiplyExact(a, b));
                case "//" -> new Whole(Math.floorDivExact(a, b));
                case "%" -> new Whole(Math.floorMod(a, b));
                default -> power(a, b);
            };
        } catch (ArithmeticException _) {
            throw new TemplateError(a + " " + operator + " " + b + " needs more than 64 bits");
        }
    }

    private static TemplateValue power(long base, long exponent) {
        double value = Math.pow((double) base, (double) exponent);
        if (exponent < 0) {
            return new Real(value);
        }
        // An integer if a double represents it exactly.
        if (Math.abs(value) > 1L << 53) {
            throw new ArithmeticException();
        }
        return new Whole((long) value);
    }

    /// `== != < <= > >= in`, `not in`
    boolean holds(String operator, TemplateValue left, TemplateValue right) {
        return switch (operator) {
            case "==" -> same(left, right);
            case "!=" -> !same(left, right);
            case "in" -> contains(right, left);
            case "not in" -> !contains(right, left);
            case "<" -> compare(left, right) < 0;
            case "<=" -> compare(left, right) <= 0;
            case ">" -> compare(left, right) > 0;
            default -> compare(left, right) >= 0;
        };
    }

    private boolean contains(TemplateValue container, TemplateValue item) {
        if (container instanceof Text text) {
            work.accept(text.value().length());
            return text.value().contains(text(item));
        }
        return iterate(container).stream().anyMatch(candidate -> same(candidate, item));
    }

    private int compare(TemplateValue left, TemplateValue right) {
        if (left instanceof Text a && right instanceof Text b) {
            work.accept(Math.min(size(a), size(b)));
            return a.value().compareTo(b.value());
        }
        return Double.compare(
                left.number().orElseThrow(() -> needs("a number", left)),
                right.number().orElseThrow(() -> needs("a number", right)));
    }

    TemplateValue range(List<TemplateValue> arguments) {
        if (arguments.isEmpty() || arguments.size() > 3) {
            throw new TemplateError("range needs one to three whole numbers, got " + arguments.size() + " arguments");
        }
        int from = arguments.size() > 1 ? integer(arguments.get(0)) : 0;
        int to = integer(arguments.get(arguments.size() > 1 ? 1 : 0));
        int step = arguments.size() > 2 ? integer(arguments.get(2)) : 1;
        if (step == 0) {
            throw new TemplateError("range needs a step other than 0");
        }
        work.accept(Math.max(0, ((long) to - from) / step));
        var numbers = new ArrayList<TemplateValue>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            numbers.add(new Whole(i));
        }
        return new Items(numbers);
    }

    TemplateValue filter(
            String name, TemplateValue value, List<TemplateValue> arguments, Map<String, TemplateValue> named) {
        return switch (name) {
            case "trim" -> made(strip(print(value), arguments, true, true));
            case "string" -> made(print(value));
            case "upper", "lower", "capitalize", "title", "replace" -> method(new Text(print(value)), name, arguments);
            case "safe" -> value;
            case "length", "count" -> new Whole(length(value));
            case "items" -> value instanceof Undefined ? new Items(List.of()) : method(value, "items", List.of());
            case "list" -> made(iterate(value));
            case "first" -> item(made(iterate(value)), new Whole(0));
            case "last" -> item(made(iterate(value)), new Whole(-1));
            case "reverse" -> value instanceof Text text
                    ? made(new StringBuilder(text.value()).reverse().toString())
                    : made(iterate(value).reversed());
            case "sort" ->
                made(iterate(value).stream().sorted(this::compare).toList());
            case "unique" -> unique(iterate(value));
            case "int" -> converted(value).<TemplateValue>map(number -> new Whole(number.longValue()))
                    .orElse(argument(arguments, named, 0, "default").orElse(new Whole(0)));
            case "float" -> converted(value).<TemplateValue>map(Real::new)
                    .orElse(argument(arguments, named, 0, "default").orElse(new Real(0)));
            case "abs" -> value instanceof Real real
                    ? new Real(Math.abs(real.value()))
                    : new Whole(Math.abs((long) integer(value)));
            case "default", "d" -> usesDefault(value, argument(arguments, named, 1, "boolean"))
                    ? argument(arguments, named, 0, "default_value").orElse(new Text(""))
                    : value;
            case "join" -> join(value, argument(arguments, named, 0, "d"), argument(arguments, named, 1, "attribute"));
            case "tojson" -> made(TemplateWriter.json(value,
                    argument(arguments, named, 0, "indent").map(TemplateFunctions::integer).orElse(-1), work));
            case "indent" -> indent(print(value), arguments, named);
            case "map" -> map(iterate(value), arguments, named);
            case "select" -> filtered(value, matches(arguments, 0, item -> item));
            case "reject" -> filtered(value, matches(arguments, 0, item -> item).negate());
            case "selectattr" -> filtered(value, matches(arguments, 1, member(arguments)));
            case "rejectattr" -> filtered(value, matches(arguments, 1, member(arguments)).negate());
            default -> throw new TemplateError("the filter '" + name + "' is not supported");
        };
    }

    private static Optional<TemplateValue> argument(
            List<TemplateValue> arguments, Map<String, TemplateValue> named, int place, String name) {
        return place < arguments.size() ? Optional.of(arguments.get(place)) : Optional.ofNullable(named.get(name));
    }

    private static boolean usesDefault(TemplateValue value, Optional<TemplateValue> alsoForFalse) {
        return value instanceof Undefined
                || (alsoForFalse.isPresent() && alsoForFalse.get().isTrue() && !value.isTrue());
    }

    private long length(TemplateValue value) {
        return switch (value) {
            case Text(String text) -> {
                work.accept(text.length());
                yield text.codePointCount(0, text.length());
            }
            case Dict dict -> dict.values().size();
            case Items _,Undefined _,Whole _,Real _,Bool _,Namespace _,None _ -> iterate(value).size();
        };
    }

    private static Optional<Double> converted(TemplateValue value) {
        try {
            return value instanceof Text text ? Optional.of(Double.valueOf(text.value().strip())) : value.number();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private TemplateValue unique(List<TemplateValue> items) {
        var kept = new ArrayList<TemplateValue>();
        for (TemplateValue item : items) {
            if (!contains(new Items(kept), item)) {
                kept.add(item);
            }
        }
        return new Items(kept);
    }

    private TemplateValue join(TemplateValue value, Optional<TemplateValue> separator,
            Optional<TemplateValue> attribute) {
        String between = separator.map(this::print).orElse("");
        var joined = new StringBuilder();
        boolean first = true;
        for (TemplateValue item : iterate(value)) {
            String part = print(attribute.isPresent() ? item(item, attribute.get()) : item);
            work.accept((long) part.length() + between.length());
            joined.append(first ? "" : between).append(part);
            first = false;
        }
        return new Text(joined.toString());
    }

    private TemplateValue indent(String text, List<TemplateValue> arguments, Map<String, TemplateValue> named) {
        TemplateValue width = argument(arguments, named, 0, "width").orElse(new Whole(4));
        boolean first = argument(arguments, named, 1, "first").filter(TemplateValue::isTrue).isPresent();
        boolean blank = argument(arguments, named, 2, "blank").filter(TemplateValue::isTrue).isPresent();
        int blanks = width instanceof Text prefix ? prefix.value().length() : integer(width);
        String[] lines = text.split("\n", -1);
        work.accept(text.length() + (long) lines.length * Math.max(0, blanks));
        String prefix = width instanceof Text own ? own.value() : " ".repeat(Math.max(0, blanks));
        for (int i = 0; i < lines.length; i++) {
            if (i == 0 ? first : blank || !lines[i].isEmpty()) {
                lines[i] = prefix + lines[i];
            }
        }
        return new Text(String.join("\n", lines));
    }

    private TemplateValue map(List<TemplateValue> items, List<TemplateValue> arguments,
            Map<String, TemplateValue> named) {
        if (named.containsKey("attribute")) {
            return made(items.stream().map(item -> item(item, named.get("attribute"))).toList());
        }
        if (arguments.isEmpty()) {
            throw new TemplateError("the filter 'map' needs a filter or an attribute");
        }
        String filter = text(arguments.getFirst());
        List<TemplateValue> rest = arguments.subList(1, arguments.size());
        return made(items.stream().map(item -> filter(filter, item, rest, named)).toList());
    }

    private TemplateValue filtered(TemplateValue items, Predicate<TemplateValue> kept) {
        return made(iterate(items).stream().filter(kept).toList());
    }

    private UnaryOperator<TemplateValue> member(List<TemplateValue> arguments) {
        if (arguments.isEmpty()) {
            throw new TemplateError("selectattr and rejectattr need an attribute");
        }
        return item -> item(item, arguments.getFirst());
    }

    /// The test named by the argument at `place`, with the arguments after it; without one, the truth of a value.
    private Predicate<TemplateValue> matches(
            List<TemplateValue> arguments, int place, UnaryOperator<TemplateValue> of) {
        if (arguments.size() <= place) {
            return item -> of.apply(item).isTrue();
        }
        String name = text(arguments.get(place));
        List<TemplateValue> rest = arguments.subList(place + 1, arguments.size());
        return item -> test(name, of.apply(item), rest);
    }

    boolean test(String name, TemplateValue value, List<TemplateValue> arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value instanceof None;
            case "string" -> value instanceof Text;
            case "number" -> value.number().isPresent();
            case "integer" -> value instanceof Whole;
            case "float" -> value instanceof Real;
            case "boolean" -> value instanceof Bool;
            case "true" -> value instanceof Bool flag && flag.value();
            case "false" -> value instanceof Bool flag && !flag.value();
            case "mapping" -> value instanceof Dict;
            case "sequence", "iterable" ->
                value instanceof Items || value instanceof Dict || value instanceof Text || value instanceof Undefined;
            case "even" -> integer(value) % 2 == 0;
            case "odd" -> integer(value) % 2 != 0;
            case "divisibleby" -> Math.floorMod(integer(value), Math.max(1, integer(only(name, arguments)))) == 0;
            case "equalto", "eq", "sameas" -> same(value, only(name, arguments));
            case "ne" -> !same(value, only(name, arguments));
            case "lt" -> compare(value, only(name, arguments)) < 0;
            case "gt" -> compare(value, only(name, arguments)) > 0;
            case "in" -> contains(only(name, arguments), value);
            default -> throw new TemplateError("the test '" + name + "' is not supported");
        };
    }

    private static TemplateValue only(String name, List<TemplateValue> arguments) {
        if (arguments.size() != 1) {
            throw new TemplateError("'" + name + "' needs one argument, got " + arguments.size());
        }
        return arguments.getFirst();
    }

    /// A method of a string or a dictionary.
    TemplateValue method(TemplateValue value, String name, List<TemplateValue> arguments) {
        return switch (value) {
            case Text text -> textMethod(text.value(), name, arguments);
            case Dict dict -> switch (name) {
                case "items" -> pairs(dict.values());
                case "keys" -> made(texts(dict.values().keySet()));
                case "values" -> made(List.copyOf(dict.values().values()));
                case "get" -> {
                    TemplateValue otherwise = arguments.size() > 1 ? arguments.get(1) : new None();
                    yield arguments.isEmpty()
                            ? only(name, arguments)
                            : Optional.ofNullable(dict.values().get(print(arguments.getFirst()))).orElse(otherwise);
                }
                default -> throw noMethod(value, name);
            };
            case Whole _,Real _,Bool _,Items _,Namespace _,None _,Undefined _ -> throw noMethod(value, name);
        };
    }

    private static TemplateError noMethod(TemplateValue value, String name) {
        return new TemplateError(
                value instanceof Undefined undefined
                        ? undefined.what()
                        : value.kind() + " has no method '" + name + "'");
    }

    private TemplateValue textMethod(String text, String name, List<TemplateValue> arguments) {
        work.accept(text.length());
        return switch (name) {
            case "strip" -> made(strip(text, arguments, true, true));
            case "lstrip" -> made(strip(text, arguments, true, false));
            case "rstrip" -> made(strip(text, arguments, false, true));
            case "startswith" -> new Bool(text.startsWith(text(only(name, arguments))));
            case "endswith" -> new Bool(text.endsWith(text(only(name, arguments))));
            case "upper" -> made(text.toUpperCase(Locale.ROOT));
            case "lower" -> made(text.toLowerCase(Locale.ROOT));
            case "capitalize" -> made(capitalised(text));
            case "title" -> made(titled(text));
            case "split" -> made(texts(split(text, arguments)));
            case "find" -> new Whole(text.indexOf(text(only(name, arguments))));
            case "join" -> join(only(name, arguments), Optional.of(new Text(text)), Optional.empty());
            case "replace" -> {
                if (arguments.size() < 2) {
                    throw new TemplateError("'replace' needs two strings");
                }
                yield replace(text, text(arguments.get(0)), text(arguments.get(1)),
                        arguments.size() > 2 ? integer(arguments.get(2)) : -1);
            }
            default -> throw noMethod(new Text(text), name);
        };
    }

    /// Without characters to strip, Python's white space.
    private static String strip(String text, List<TemplateValue> arguments, boolean left, boolean right) {
        boolean blank = arguments.isEmpty() || arguments.getFirst() instanceof None;
        String stripped = blank ? "" : text(arguments.getFirst());
        IntPredicate goes = blank ? Characters::isBlank : c -> stripped.indexOf(c) >= 0;
        int start = left ? Characters.skip(text, 0, text.length(), goes) : 0;
        int end = right ? Characters.skipBack(text, start, text.length(), goes) : text.length();
        return text.substring(start, end);
    }

    private static String capitalised(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int second = text.offsetByCodePoints(0, 1);
        return text.substring(0, second).toUpperCase(Locale.ROOT)
                + text.substring(second).toLowerCase(Locale.ROOT);
    }

    private static String titled(String text) {
        var titled = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            titled.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return titled.toString();
    }

    private static List<String> split(String text, List<TemplateValue> arguments) {
        int most = arguments.size() > 1 ? integer(arguments.get(1)) : -1;
        if (arguments.isEmpty() || arguments.getFirst() instanceof None) {
            String stripped = strip(text, List.of(), true, true);
            return stripped.isEmpty()
                    ? List.of()
                    : List.of(stripped.split("(?U)[\\s\\x1C-\\x1F]+", most < 0 ? 0 : most + 1));
        }
        String separator = text(arguments.getFirst());
        if (separator.isEmpty()) {
            throw new TemplateError("'split' needs a separator that is not empty");
        }
        var parts = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0
                && parts.size() != most; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    private TemplateValue replace(String text, String from, String to, int most) {
        var replaced = new StringBuilder();
        int start = 0;
        int count = 0;
        while (count != most) {
            // An empty string matches before every character and at the end.
            int found = from.isEmpty() ? start + Math.min(1, count) : text.indexOf(from, start);
            if (found < 0 || found > text.length()) {
                break;
            }
            work.accept((long) found - start + to.length());
            replaced.append(text, start, found).append(to);
            start = found + from.length();
            count++;
        }
        work.accept((long) text.length() - start);
        return new Text(replaced.append(text, start, text.length()).toString());
    }
}
