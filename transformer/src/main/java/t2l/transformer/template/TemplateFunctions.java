package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateValue.*;
import t2l.transformer.text.Characters;

/// The operators, and the tables of filters, tests and methods that chat templates use. Source: Jinja 3.1, `filters.py` and
/// `tests.py`; Python's `str` and `dict`.
final class TemplateFunctions {
    /// A filter or method: a Java object for its value and its arguments ([TemplateValue#of]).
    private interface Function {
        Object of(TemplateValue value, Given given);
    }

    /// The arguments of the filter, test or method `name`.
    record Given(String name, List<TemplateValue> values, Map<String, TemplateValue> named) {
        Optional<TemplateValue> find(int place, String key) {
            return place < values.size() ? Optional.of(values.get(place)) : Optional.ofNullable(named.get(key));
        }

        boolean isTrue(int place, String key) {
            return find(place, key).filter(TemplateValue::isTrue).isPresent();
        }

        private TemplateValue only() {
            if (values.size() != 1) {
                throw new TemplateError("'" + name + "' needs one argument, got " + values.size());
            }
            return values.getFirst();
        }

        /// The filter or test that the argument at `place` names, with the arguments after it.
        private Given inner(int place) {
            return new Given(text(values.get(place)), values.subList(place + 1, values.size()), named);
        }
    }

    private final LongConsumer work;
    private final Map<String, Function> filters = new HashMap<>();
    private final Map<String, BiPredicate<TemplateValue, Given>> tests = new HashMap<>();
    private final Map<String, Function> textMethods = new HashMap<>();
    private final Map<String, BiFunction<Map<TemplateValue, TemplateValue>, Given, Object>> dictMethods = new HashMap<>();

    /// @param work is told the number of characters or items about to be created, and throws if it is too large
    TemplateFunctions(LongConsumer work) {
        this.work = work;
        fillMethods();
        fillFilters();
        fillTests();
    }

    private void fillMethods() {
        textMethods.put("strip", (v, a) -> strip(text(v), a, true, true));
        textMethods.put("lstrip", (v, a) -> strip(text(v), a, true, false));
        textMethods.put("rstrip", (v, a) -> strip(text(v), a, false, true));
        textMethods.put("startswith", (v, a) -> text(v).startsWith(text(a.only())));
        textMethods.put("endswith", (v, a) -> text(v).endsWith(text(a.only())));
        textMethods.put("upper", (v, _) -> text(v).toUpperCase(Locale.ROOT));
        textMethods.put("lower", (v, _) -> text(v).toLowerCase(Locale.ROOT));
        textMethods.put("capitalize", (v, _) -> capitalised(text(v)));
        textMethods.put("title", (v, _) -> titled(text(v)));
        textMethods.put("split", (v, a) -> split(text(v), a.values()));
        textMethods.put("find", (v, a) -> text(v).indexOf(text(a.only())));
        textMethods.put("join", (v, a) -> join(a.only(), text(v), Optional.empty()));
        textMethods.put("format", (v, a) -> format(text(v), a));
        textMethods.put("replace", (v, a) -> replace(text(v), a.values()));
        dictMethods.put("items",
                (dict, _) -> dict.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList());
        dictMethods.put("keys", (dict, _) -> List.copyOf(dict.keySet()));
        dictMethods.put("values", (dict, _) -> List.copyOf(dict.values()));
        dictMethods.put("get", (dict, a) -> Optional
                .ofNullable(dict.get(key(a.values().isEmpty() ? a.only() : a.values().getFirst())))
                .or(() -> a.find(1, "")));
    }

    private void fillFilters() {
        filters.put("trim", (v, a) -> strip(print(v), a, true, true));
        filters.put("string", (v, _) -> print(v));
        for (String method : List.of("upper", "lower", "capitalize", "title", "replace")) {
            filters.put(method, (v, a) -> method(new Text(print(v)), a));
        }
        filters.put("safe", (v, _) -> v);
        filters.put("length", (v, _) -> length(v));
        filters.put("count", (v, _) -> length(v));
        filters.put("items", (v, a) -> v instanceof Undefined ? List.of() : method(v, a));
        filters.put("list", (v, _) -> iterate(v));
        filters.put("first", (v, _) -> item(new Items(iterate(v)), new Whole(0)));
        filters.put("last", (v, _) -> item(new Items(iterate(v)), new Whole(-1)));
        filters.put("reverse", (v, _) -> v instanceof Text(String text)
                ? new StringBuilder(text).reverse().toString()
                : iterate(v).reversed());
        filters.put("sort", (v, a) -> sorted(v, a.isTrue(0, "reverse"), key(a, 1)));
        filters.put("dictsort", (v, a) -> {
            boolean byValue = a.find(1, "by").filter(new Text("value")::equals).isPresent();
            List<TemplateValue> how = List.of(new Bool(a.isTrue(0, "case_sensitive")), new Whole(byValue ? 1 : 0));
            return sorted(method(v, new Given("items", List.of(), Map.of())), a.isTrue(2, "reverse"),
                    key(new Given("dictsort", how, Map.of()), 0));
        });
        filters.put("min", (v, a) -> item(new Items(sorted(v, false, key(a, 0))), new Whole(0)));
        filters.put("max", (v, a) -> item(new Items(sorted(v, true, key(a, 0))), new Whole(0)));
        filters.put("unique", (v, a) -> {
            var keys = new ArrayList<TemplateValue>();
            return iterate(v).stream().filter(item -> {
                TemplateValue key = key(a, 0).apply(item);
                return !contains(new Items(keys), key) && keys.add(key);
            }).toList();
        });
        filters.put("int",
                (v, a) -> converted(v).<Object>map(Double::longValue).or(() -> a.find(0, "default")).orElse(0));
        filters.put("float", (v, a) -> converted(v).<Object>map(x -> x).or(() -> a.find(0, "default")).orElse(0.0));
        filters.put("abs", (v, _) -> v instanceof Real(double real)
                ? new Real(Math.abs(real))
                : new Whole(Math.abs((long) integer(v))));
        for (String name : List.of("default", "d")) {
            filters.put(name, (v, a) -> v instanceof Undefined || (a.isTrue(1, "boolean") && !v.isTrue())
                    ? a.find(0, "default_value").orElse(new Text(""))
                    : v);
        }
        filters.put("join", (v, a) -> join(v, a.find(0, "d").map(this::print).orElse(""), a.find(1, "attribute")));
        filters.put("tojson", (v, a) -> TemplateWriter.json(v, a, work));
        filters.put("indent", (v, a) -> indent(print(v), a));
        filters.put("map", (v, a) -> v.isTrue() ? map(iterate(v), a) : List.of());
        filters.put("select", (v, a) -> select(v, a, 0, true));
        filters.put("reject", (v, a) -> select(v, a, 0, false));
        filters.put("selectattr", (v, a) -> select(v, a, 1, true));
        filters.put("rejectattr", (v, a) -> select(v, a, 1, false));
    }

    private void fillTests() {
        tests.put("defined", (v, _) -> !(v instanceof Undefined));
        tests.put("undefined", (v, _) -> v instanceof Undefined);
        tests.put("none", (v, _) -> v instanceof None);
        tests.put("string", (v, _) -> v instanceof Text);
        tests.put("number", (v, _) -> v.number().isPresent());
        tests.put("integer", (v, _) -> v instanceof Whole);
        tests.put("float", (v, _) -> v instanceof Real);
        tests.put("boolean", (v, _) -> v instanceof Bool);
        tests.put("true", (v, _) -> v instanceof Bool(boolean flag) && flag);
        tests.put("false", (v, _) -> v instanceof Bool(boolean flag) && !flag);
        tests.put("mapping", (v, _) -> v instanceof Dict);
        for (String name : List.of("sequence", "iterable")) {
            tests.put(name,
                    (v, _) -> v instanceof Items || v instanceof Dict || v instanceof Text || v instanceof Undefined);
        }
        tests.put("even", (v, _) -> integer(v) % 2 == 0);
        tests.put("odd", (v, _) -> integer(v) % 2 != 0);
        tests.put("divisibleby", (v, a) -> Math.floorMod(integer(v), Math.max(1, integer(a.only()))) == 0);
        Map.of("equalto", "==", "eq", "==", "sameas", "==", "ne", "!=", "lt", "<", "gt", ">", "in", "in")
                .forEach((name, operator) -> tests.put(name, (v, a) -> holds(operator, v, a.only())));
    }

    TemplateValue filter(TemplateValue value, Given given) {
        return made(known("filter", filters, given).of(value, given));
    }

    boolean test(TemplateValue value, Given given) {
        return known("test", tests, given).test(value, given);
    }

    private static <T> T known(String kind, Map<String, T> all, Given given) {
        if (!all.containsKey(given.name())) {
            throw new TemplateError("the " + kind + " '" + given.name() + "' is not supported");
        }
        return all.get(given.name());
    }

    /// A method of a string or a dictionary.
    TemplateValue method(TemplateValue value, Given given) {
        work.accept(value instanceof Text(String text) ? text.length() : 0);
        if (value instanceof Undefined(String what)) {
            throw new TemplateError(what);
        }
        if (value instanceof Text && textMethods.containsKey(given.name())) {
            return made(textMethods.get(given.name()).of(value, given));
        }
        if (value instanceof Dict(var values) && dictMethods.containsKey(given.name())) {
            return made(dictMethods.get(given.name()).apply(values, given));
        }
        throw new TemplateError(value.kind() + " has no method '" + given.name() + "'");
    }

    /// What a function has made, which is counted if it is new.
    @SuppressWarnings("ReferenceEquality") // the same value, not an equal one
    private TemplateValue made(Object value) {
        TemplateValue made = TemplateValue.of(value);
        work.accept(made == value ? 0 : size(made));
        return made;
    }

    /// `value` as a string. Throws [TemplateError] if it is not one.
    static String text(TemplateValue value) {
        if (value instanceof Text(String text)) {
            return text;
        }
        throw needs("a string", value);
    }

    static int integer(TemplateValue value) {
        return switch (value) {
            case Whole(long number) when number == (int) number -> (int) number;
            case Whole(long number) ->
                throw new TemplateError("needs a whole number of at most 32 bits, got " + number);
            case Bool(boolean flag) -> flag ? 1 : 0;
            default -> throw needs("a whole number", value);
        };
    }

    private static double number(TemplateValue value) {
        return value.number().orElseThrow(() -> needs("a number", value));
    }

    private static TemplateError needs(String needed, TemplateValue got) {
        return new TemplateError(
                got instanceof Undefined(String what) ? what : "needs " + needed + ", got " + got.kind());
    }

    /// The items of a loop over `value`.
    List<TemplateValue> iterate(TemplateValue value) {
        work.accept(size(value));
        return switch (value) {
            case Items(var items) -> items;
            case Dict(var values) -> List.copyOf(values.keySet());
            case Text(String text) ->
                text.codePoints().mapToObj(Character::toString).<TemplateValue>map(Text::new).toList();
            case Undefined _ -> List.of();
            default -> throw needs("something to go through", value);
        };
    }

    /// What it costs to go through `value`.
    private static int size(TemplateValue value) {
        return switch (value) {
            case Items(var items) -> items.size();
            case Dict(var values) -> values.size();
            case Text(String text) -> text.length();
            default -> 1;
        };
    }

    /// The printed form of `value`.
    String print(TemplateValue value) {
        return TemplateWriter.print(value, work);
    }

    /// Whether it can be a key of a dictionary; lists in lists would take long to hash.
    private static boolean isKey(TemplateValue value) {
        return value instanceof Text || value instanceof None || value.number().isPresent();
    }

    /// `value`, a key of a dictionary. Throws [TemplateError] if it cannot be one.
    static TemplateValue key(TemplateValue value) {
        if (!isKey(value)) {
            throw needs("a string or a number as key", value);
        }
        return value;
    }

    /// The attribute or the item `index` of `value`.
    TemplateValue item(TemplateValue value, TemplateValue index) {
        return switch (value) {
            case Undefined(String what) -> throw new TemplateError(what);
            case Dict(var values) when isKey(index) && values.containsKey(index) -> values.get(index);
            case Namespace(var values) when index instanceof Text(String name) && values.containsKey(name) ->
                values.get(name);
            case Items _,Text _ when !(index instanceof Text) -> {
                List<TemplateValue> items = iterate(value);
                int i = integer(index);
                int at = i < 0 ? i + items.size() : i;
                yield at >= 0 && at < items.size() ? items.get(at) : new Undefined("there is no item " + i);
            }
            default -> new Undefined(index instanceof Text(String name)
                    ? "there is no attribute '" + name + "'"
                    : "there is no such item in " + value.kind());
        };
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
        return made(value instanceof Items
                ? taken
                : taken.stream().map(TemplateFunctions::text).collect(Collectors.joining()));
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
            return made(print(left) + print(right));
        }
        if (operator.equals("+") && left instanceof Text(String a) && right instanceof Text(String b)) {
            return made(a + b);
        }
        if (operator.equals("+") && left instanceof Items(var a) && right instanceof Items(var b)) {
            work.accept((long) a.size() + b.size());
            return new Items(Stream.concat(a.stream(), b.stream()).toList());
        }
        if (operator.equals("*") && left instanceof Text(String text) && right instanceof Whole(long times)) {
            int count = Math.clamp(times, 0, Integer.MAX_VALUE);
            work.accept((long) text.length() * count);
            return new Text(text.repeat(count));
        }
        double a = number(left);
        double b = number(right);
        if (b == 0 && (operator.startsWith("/") || operator.equals("%"))) {
            throw new TemplateError("division by zero");
        }
        boolean real = left instanceof Real || right instanceof Real || operator.equals("/");
        return real ? new Real(real(operator, a, b)) : whole(operator, wholeOf(left), wholeOf(right));
    }

    private static long wholeOf(TemplateValue value) {
        return value instanceof Whole(long number) ? number : integer(value);
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
                default -> b < 0
                        ? new Real(Math.pow((double) a, (double) b))
                        : new Whole(Math.powExact(a, Math.toIntExact(b)));
            };
        } catch (ArithmeticException _) {
            throw new TemplateError(a + " " + operator + " " + b + " needs more than 64 bits");
        }
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

    /// Python's `==`: numbers and booleans by value.
    private boolean same(TemplateValue a, TemplateValue b) {
        work.accept(1 + Math.min(size(a), size(b)));
        if (a instanceof Items(var left) && b instanceof Items(var right)) {
            return left.size() == right.size()
                    && IntStream.range(0, left.size()).allMatch(i -> same(left.get(i), right.get(i)));
        }
        if (a instanceof Dict(var left) && b instanceof Dict(var right)) {
            return left.keySet().equals(right.keySet())
                    && left.keySet().stream().allMatch(key -> same(left.get(key), right.get(key)));
        }
        if (a instanceof Namespace || b instanceof Namespace) {
            throw new TemplateError("namespaces cannot be compared");
        }
        if (a.number().isPresent() && b.number().isPresent()) {
            return number(a) == number(b);
        }
        return a instanceof Undefined ? b instanceof Undefined : a.equals(b);
    }

    private boolean contains(TemplateValue container, TemplateValue item) {
        if (container instanceof Text(String text)) {
            work.accept(text.length());
            return text.contains(text(item));
        }
        return iterate(container).stream().anyMatch(candidate -> same(candidate, item));
    }

    private int compare(TemplateValue left, TemplateValue right) {
        if (left instanceof Text(String a) && right instanceof Text(String b)) {
            work.accept(Math.min(a.length(), b.length()));
            return a.compareTo(b);
        }
        return Double.compare(number(left), number(right));
    }

    /// What a filter that compares items sees of them: an attribute if one is given, strings in lower case if not forbidden.
    ///
    /// @param place of the argument `case_sensitive`, which `attribute` follows
    private UnaryOperator<TemplateValue> key(Given given, int place) {
        return item -> {
            TemplateValue of = given.find(place + 1, "attribute").map(name -> item(item, name)).orElse(item);
            work.accept(size(of));
            boolean exact = given.isTrue(place, "case_sensitive");
            return of instanceof Text(String text) && !exact ? new Text(text.toLowerCase(Locale.ROOT)) : of;
        };
    }

    private List<TemplateValue> sorted(TemplateValue items, boolean reverse, UnaryOperator<TemplateValue> key) {
        Comparator<TemplateValue> order = Comparator.comparing(key, this::compare);
        return iterate(items).stream().sorted(reverse ? order.reversed() : order).toList();
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

    /// The time as Python's `strftime` writes it, whose letters [Formatter] shares.
    Text now(Given given) {
        String form = text(given.only());
        if (!form.matches("(?:[^%]|%[YymbBdjaAHMSZz])*")) {
            throw new TemplateError("strftime_now knows %Y %y %m %b %B %d %j %a %A %H %M %S %Z %z, got '" + form + "'");
        }
        return new Text(
                String.format(Locale.ENGLISH, form.replace("%", "%1$t"), ZonedDateTime.now(ZoneId.systemDefault())));
    }

    private long length(TemplateValue value) {
        work.accept(value instanceof Text ? size(value) : 0);
        return value instanceof Text(String text)
                ? text.codePointCount(0, text.length())
                : iterate(value).size();
    }

    private static Optional<Double> converted(TemplateValue value) {
        try {
            return value instanceof Text(String text) ? Optional.of(Double.valueOf(text.strip())) : value.number();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private String join(TemplateValue value, String between, Optional<TemplateValue> attribute) {
        var joined = new StringBuilder();
        for (TemplateValue item : iterate(value)) {
            String part = print(attribute.isPresent() ? item(item, attribute.get()) : item);
            work.accept((long) part.length() + between.length());
            joined.append(part).append(between);
        }
        return joined.substring(0, Math.max(0, joined.length() - between.length()));
    }

    private String indent(String text, Given given) {
        TemplateValue width = given.find(0, "width").orElse(new Whole(4));
        int blanks = width instanceof Text(String prefix) ? prefix.length() : Math.max(0, integer(width));
        String[] lines = text.split("\n", -1);
        work.accept(text.length() + (long) lines.length * blanks);
        String prefix = width instanceof Text(String own) ? own : " ".repeat(blanks);
        for (int i = 0; i < lines.length; i++) {
            if (i == 0 ? given.isTrue(1, "first") : !lines[i].isEmpty() || given.isTrue(2, "blank")) {
                lines[i] = prefix + lines[i];
            }
        }
        return String.join("\n", lines);
    }

    private List<TemplateValue> map(List<TemplateValue> items, Given given) {
        TemplateValue attribute = given.named().get("attribute");
        if (attribute == null && given.values().isEmpty()) {
            throw new TemplateError("the filter 'map' needs a filter or an attribute");
        }
        Given filter = attribute == null ? given.inner(0) : given;
        return items.stream().map(item -> attribute == null ? filter(item, filter) : item(item, attribute)).toList();
    }

    /// The items for which the test named by the argument at `place` is `wanted`; without one, their truth decides.
    ///
    /// @param place 1 if the test is of the attribute that the first argument names
    private List<TemplateValue> select(TemplateValue items, Given given, int place, boolean wanted) {
        if (given.values().size() < place) {
            throw new TemplateError("selectattr and rejectattr need an attribute");
        }
        Optional<Given> test = given.values().size() > place ? Optional.of(given.inner(place)) : Optional.empty();
        return (items.isTrue() ? iterate(items) : List.<TemplateValue>of()).stream().filter(item -> {
            TemplateValue of = place == 0 ? item : item(item, given.values().getFirst());
            return test.map(inner -> test(of, inner)).orElse(of.isTrue()) == wanted;
        }).toList();
    }

    /// Without characters to strip, Python's white space.
    private static String strip(String text, Given given, boolean left, boolean right) {
        boolean blank = given.values().isEmpty() || given.values().getFirst() instanceof None;
        String stripped = blank ? "" : text(given.values().getFirst());
        IntPredicate goes = blank ? Characters::isBlank : c -> stripped.indexOf(c) >= 0;
        int start = left ? Characters.skip(text, 0, text.length(), goes) : 0;
        int end = right ? Characters.skipBack(text, start, text.length(), goes) : text.length();
        return text.substring(start, end);
    }

    private static String capitalised(String text) {
        int second = text.isEmpty() ? 0 : text.offsetByCodePoints(0, 1);
        return text.substring(0, second).toUpperCase(Locale.ROOT) + text.substring(second).toLowerCase(Locale.ROOT);
    }

    private static String titled(String text) {
        return Pattern.compile("\\p{L}+").matcher(text).replaceAll(word -> capitalised(word.group()));
    }

    private static List<String> split(String text, List<TemplateValue> arguments) {
        int max = arguments.size() > 1 ? integer(arguments.get(1)) : -1;
        if (arguments.isEmpty() || arguments.getFirst() instanceof None) {
            String stripped = Characters.strip(text);
            return stripped.isEmpty()
                    ? List.of()
                    : List.of(stripped.split("(?U)[\\s\\x1C-\\x1F]+", max < 0 ? 0 : max + 1));
        }
        String separator = text(arguments.getFirst());
        if (separator.isEmpty()) {
            throw new TemplateError("'split' needs a separator that is not empty");
        }
        var parts = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0 && parts.size() != max; end = text.indexOf(separator, start)) {
            parts.add(text.substring(start, end));
            start = end + separator.length();
        }
        parts.add(text.substring(start));
        return parts;
    }

    /// Python's `str.format`, for fields that say nothing but their argument.
    private String format(String text, Given given) {
        Map<String, TemplateValue> arguments = new HashMap<>(given.named());
        for (TemplateValue value : given.values()) {
            arguments.put(String.valueOf(arguments.size() - given.named().size()), value);
        }
        var next = new AtomicInteger();
        return Pattern.compile("\\{(\\w*)}|\\{\\{|}}|[{}]").matcher(text).replaceAll(found -> {
            TemplateValue part = switch (found.group()) {
                case "{{", "}}" -> new Text(found.group().substring(1));
                case "{}" -> arguments.get(String.valueOf(next.getAndIncrement()));
                default -> arguments.get(found.group(1));
            };
            if (part == null) {
                throw new TemplateError("'format' has no argument for " + found.group() + "; it knows {}, {0}, {name}");
            }
            work.accept(size(part));
            return Matcher.quoteReplacement(print(part));
        });
    }

    private String replace(String text, List<TemplateValue> arguments) {
        if (arguments.size() < 2) {
            throw new TemplateError("'replace' needs two strings");
        }
        String from = text(arguments.get(0));
        String to = text(arguments.get(1));
        int max = arguments.size() > 2 ? integer(arguments.get(2)) : -1;
        var replaced = new StringBuilder();
        Matcher found = Pattern.compile(from, Pattern.LITERAL).matcher(text);
        int start = 0;
        for (int count = 0; count != max && found.find(); count++) {
            work.accept((long) found.start() - start + to.length());
            replaced.append(text, start, found.start()).append(to);
            start = found.end();
        }
        work.accept((long) text.length() - start);
        return replaced.append(text, start, text.length()).toString();
    }
}
