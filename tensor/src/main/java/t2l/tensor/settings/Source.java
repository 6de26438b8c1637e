package t2l.tensor.settings;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonReader;

/// Settings by name: a JSON object, the metadata of a GGUF file, a YAML file with settings of the command line, or the body of
/// a request. Values are taken one by one and by kind; [#end] refuses those that nobody asked for, so that none is ignored in
/// silence. A `null` value counts as absent, as in Hugging Face's code. For one thread at a time.
///
/// All methods that take a value throw what [Form] says, with its path, if it is of another kind.
public final class Source {
    private static final long MAX_BYTES = 1 << 26;
    private static final int MAX_SHOWN = 60;
    /// Texts that need quotes in a message.
    private static final Pattern UNCLEAR = Pattern
            .compile("(?sU)\\s*|-?[0-9.]+([eE][-+]?[0-9]+)?|true|false|null|[\\[{].*");

    /// Written when an error needs it: a document of long names would have a longer path for each of its values.
    private final Supplier<String> where;
    private final Form form;
    private final Map<String, Object> values;
    /// What was asked for, as it was taken; `null` for what is not there.
    private final Map<String, Object> taken = new HashMap<>();

    /// How a source writes its paths, and what it throws.
    ///
    /// @param separator between the names of a path
    /// @param spelled   whether a value may also be a text, as on the command line: `True` or `true`, a number, or a list
    ///                  separated by commas
    /// @param names     of values, by the names that they are asked for
    /// @param fault     of a path and a sentence about it
    public record Form(String separator, boolean spelled, UnaryOperator<String> names,
            BiFunction<String, String, RuntimeException> fault) {
        /// A JSON file.
        public static final Form JSON = new Form(": ", false, UnaryOperator.identity(),
                (_, sentence) -> new T2lException(sentence));
        /// Settings of a YAML file and of the command line.
        public static final Form SPELLED = new Form(": ", true, JSON.names, JSON.fault);

        /// The metadata of a GGUF file, whose keys have other names.
        public static Form gguf(UnaryOperator<String> names) {
            return new Form(".", false, names, JSON.fault);
        }
    }

    private Source(Supplier<String> where, Form form, Map<String, Object> values) {
        this.where = where;
        this.form = form;
        this.values = values;
    }

    /// Settings that are in memory.
    ///
    /// @param where  their name in error messages, empty for the body of a request
    /// @param values as read by [JsonReader#value], or of the same types
    public static Source of(String where, Form form, Map<String, ?> values) {
        return new Source(() -> where, form, new LinkedHashMap<>(values));
    }

    /// Reads a JSON file with one object; throws [T2lException] if it is missing or contains anything else.
    public static Source read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new T2lException(file + ": needs a file, there is none; check the path");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MAX_BYTES) {
                throw new T2lException(
                        file + ": needs a file of at most " + MAX_BYTES + " bytes, got " + Files.size(file));
            }
            return read(JsonReader.of(file.toString(), in), file.toString());
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Parses a text that is one JSON object, such as a line of a file; throws [T2lException] if it is anything else.
    ///
    /// @param where its name in error messages
    public static Source parse(String where, String text) {
        return read(JsonReader.of(where, text), where);
    }

    /// The same for a text in UTF-8.
    public static Source parse(String where, byte[] text) {
        return read(JsonReader.of(where, new ByteArrayInputStream(text)), where);
    }

    private static Source read(JsonReader reader, String where) {
        try (reader) {
            Object value = reader.value();
            reader.end();
            return of(where, value);
        }
    }

    /// A JSON value as an object; throws [T2lException] if it is not one.
    public static Source of(String where, Object value) {
        return inside(() -> where, Form.JSON, value);
    }

    private static Source inside(Supplier<String> path, Form form, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(path.get(), form, "a JSON object", value);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, field) -> fields.put((String) name, field));
        return new Source(path, form, fields);
    }

    /// Its name in error messages: the file, and the path in it.
    public String where() {
        return where.get();
    }

    /// The values by name, untaken.
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /// The path of a value.
    public String path(String name) {
        String outer = where();
        return outer.isEmpty() ? name : outer + form.separator + form.names.apply(name);
    }

    /// Sets a value that follows from others.
    public void set(String name, Object value) {
        values.put(form.names.apply(name), value);
    }

    /// A value of any kind, as it is.
    public Optional<Object> find(String name) {
        return take(name, Function.identity());
    }

    /// The same; refused if it is missing.
    public Object need(String name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    private <T> Optional<T> take(String name, Function<Object, T> kind) {
        Object value = values.get(form.names.apply(name));
        T of = value == null ? null : kind.apply(value);
        taken.put(name, of);
        return Optional.ofNullable(of);
    }

    /// A 32-bit integer; refused if it is missing.
    public int count(String name) {
        return take(name, v -> asCount(name, v)).orElseThrow(() -> missing(name));
    }

    /// The same, or `otherwise` if it is missing.
    public int count(String name, int otherwise) {
        return take(name, v -> asCount(name, v)).orElse(otherwise);
    }

    /// An integer in a range.
    public OptionalInt count(String name, int least, int most) {
        return take(name, v -> asCount(name, v, least, most)).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /// An integer of at least 0, or `otherwise` if it is missing.
    public int size(String name, int otherwise) {
        return count(name, 0, Integer.MAX_VALUE).orElse(otherwise);
    }

    /// Like [#size], where 0 and nothing mean all.
    public int limit(String name) {
        int n = size(name, 0);
        return n == 0 ? Integer.MAX_VALUE : n;
    }

    /// An integer, or `otherwise` if it is missing; one too large for a `long` (`save_freq` may be 10^100) becomes the largest.
    public long whole(String name, long otherwise) {
        return take(name, v -> whole(name, v, Long.MIN_VALUE, Long.MAX_VALUE)).orElse(otherwise);
    }

    /// An integer of at least `least`; refused if it is missing.
    public long wholeFrom(String name, long least) {
        return take(name, v -> whole(name, v, least, Long.MAX_VALUE)).orElseThrow(() -> missing(name));
    }

    /// A finite number; refused if it is missing.
    public double number(String name) {
        return take(name, v -> real(name, v)).orElseThrow(() -> missing(name)).doubleValue();
    }

    /// The same, or `otherwise` if it is missing.
    public double number(String name, double otherwise) {
        return take(name, v -> real(name, v)).map(Number::doubleValue).orElse(otherwise);
    }

    /// A number in a range.
    public OptionalDouble number(String name, double least, double most) {
        return take(name, v -> asNumber(name, v, least, most)).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /// A boolean, or `otherwise` if it is missing.
    public boolean flag(String name, boolean otherwise) {
        return take(name, v -> switch (v) {
            case Boolean flag -> flag;
            case String text when form.spelled && text.matches("[Tt]rue|[Ff]alse") -> Boolean.valueOf(text);
            default -> throw wrong(name, "true or false", v);
        }).orElse(otherwise);
    }

    /// A string; refused if it is missing.
    public String text(String name) {
        return findText(name).orElseThrow(() -> missing(name));
    }

    /// The same, or `otherwise` if it is missing.
    public String text(String name, String otherwise) {
        return findText(name).orElse(otherwise);
    }

    /// The same, if present.
    public Optional<String> findText(String name) {
        return take(name, v -> form.spelled && v instanceof Number ? v.toString() : asText(name, v));
    }

    /// A constant of the enumeration of `otherwise`, by its name in lower case; `otherwise` if it is missing.
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        E[] all = otherwise.getDeclaringClass().getEnumConstants();
        String text = text(name, lower(otherwise));
        return Arrays.stream(all).filter(e -> lower(e).equals(text)).findFirst().orElseThrow(
                () -> wrong(name, "one of " + Arrays.toString(all).toLowerCase(Locale.ROOT), text));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// A path; refused if it is missing.
    public Path file(String name) {
        String text = text(name);
        try {
            return Path.of(text);
        } catch (IllegalArgumentException e) {
            throw form.fault.apply(path(name), path(name) + ": " + e.getMessage());
        }
    }

    /// An object, if present.
    public Optional<Source> object(String name) {
        return take(name, v -> inside(() -> path(name), form, v));
    }

    /// An object; refused if it is missing.
    public Source requireObject(String name) {
        return object(name).orElseThrow(() -> missing(name));
    }

    /// The elements of a list; a single value counts as a list of one, a missing one as an empty list.
    public List<Object> list(String name) {
        return take(name, v -> v instanceof List<?> list
                ? Collections.unmodifiableList(new ArrayList<Object>(list))
                : List.of(v)).orElse(List.of());
    }

    /// The integers of [#list].
    public List<Integer> counts(String name) {
        return list(name).stream().map(v -> asCount(name, v)).toList();
    }

    /// The numbers of [#list].
    public List<Double> numbers(String name) {
        return list(name).stream().map(v -> real(name, v).doubleValue()).toList();
    }

    /// The strings of [#list].
    public List<String> texts(String name) {
        return list(name).stream().map(v -> asText(name, v)).toList();
    }

    /// The strings of a list of at least one; refused if it is missing.
    public List<String> someTexts(String name) {
        Object value = need(name);
        if (!(value instanceof List<?> list) || list.isEmpty() || !list.stream().allMatch(String.class::isInstance)) {
            throw wrong(name, "a list of at least one string", value);
        }
        return list.stream().map(String.class::cast).toList();
    }

    /// The names in a list or of a mapping, in their order, or `otherwise` if it is missing.
    public List<String> names(String name, List<String> otherwise) {
        return take(name, v -> switch (v) {
            case Map<?, ?> map -> map.keySet().stream().map(String::valueOf).toList();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            case String text when form.spelled -> text.isEmpty() ? List.<String>of() : List.of(text.split(",", -1));
            default -> throw wrong(name, "a list", v);
        }).orElse(otherwise);
    }

    /// The objects of a list; refused if it is missing.
    public List<Source> objects(String name) {
        if (!(need(name) instanceof List<?> list)) {
            throw wrong(name, "a list", need(name));
        }
        return IntStream.range(0, list.size())
                .mapToObj(i -> inside(() -> path(name) + "[" + i + "]", form, list.get(i))).toList();
    }

    /// Refuses a value that is set to anything but the only supported one.
    ///
    /// @param instead what the user should do instead
    public void only(String name, Object value, String instead) {
        take(name, v -> {
            if (!v.toString().equalsIgnoreCase(value.toString())) {
                throw form.fault.apply(path(name), path(name) + ": needs " + value + ", got " + v + "; " + instead);
            }
            return value;
        });
    }

    /// A value, or an element of one, as a string.
    public String asText(String name, Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", value);
    }

    /// The same as an integer in a range.
    public int asCount(String name, Object value, int least, int most) {
        return (int) whole(name, value, least, most);
    }

    private int asCount(String name, Object value) {
        return (int) whole(name, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private double asNumber(String name, Object value, double least, double most) {
        double n = value instanceof Number || form.spelled ? real(name, value).doubleValue() : Double.NaN;
        if (!(n >= least && n <= most && Double.isFinite(n))) {
            throw wrong(name, "a number from " + least + " to " + most, value);
        }
        return n;
    }

    private long whole(String name, Object value, long least, long most) {
        String needs = "a whole number" + (least <= Integer.MIN_VALUE
                ? ""
                : most >= Integer.MAX_VALUE ? " of at least " + least : " from " + least + " to " + most);
        long n = switch (value) {
            case Integer i -> i;
            case Long l -> l;
            case BigInteger big when form.spelled -> clamped(big);
            case String text when form.spelled && text.matches("-?\\d{1,200}") -> clamped(new BigInteger(text));
            default -> throw wrong(name, needs, value);
        };
        if (n < least || n > most) {
            throw wrong(name, needs, value);
        }
        return n;
    }

    private static long clamped(BigInteger n) {
        return n.min(BigInteger.valueOf(Long.MAX_VALUE)).max(BigInteger.valueOf(Long.MIN_VALUE)).longValue();
    }

    private Number real(String name, Object value) {
        try {
            return switch (value) {
                case Number n when form.spelled || Double.isFinite(n.doubleValue()) -> n;
                case String text when form.spelled -> new BigDecimal(text).doubleValue();
                default -> throw wrong(name, "a number", value);
            };
        } catch (NumberFormatException _) {
            throw wrong(name, "a number", value);
        }
    }

    /// The values that were asked for and are set, as they were taken.
    public Map<String, Object> taken() {
        Map<String, Object> all = new HashMap<>(taken);
        all.values().removeIf(value -> value == null);
        return all;
    }

    /// Refuses the values that nobody asked for.
    ///
    /// @param what has no use for them, such as `this training`
    public void end(String what) {
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(taken.keySet());
        if (!unknown.isEmpty()) {
            throw form.fault.apply(path(unknown.first()),
                    path(String.join(", ", unknown)) + ": has no effect on " + what
                            + Suggestion.near(unknown.first(), new TreeSet<>(taken.keySet()))
                                    .map(known -> " (did you mean " + known + "?)").orElse("")
                            + "; leave it out");
        }
    }

    /// An exception about these settings as a whole, to be thrown by the caller.
    public RuntimeException wrong(String needs, Object got) {
        return wrong(where(), form, needs, got);
    }

    /// The same about a value.
    public RuntimeException wrong(String name, String needs, Object got) {
        return wrong(path(name), form, needs, got);
    }

    private static RuntimeException wrong(String path, Form form, String needs, Object got) {
        return form.fault.apply(path, (path.isEmpty() ? "body" : path) + ": needs " + needs + ", got "
                + shown(got, form.spelled));
    }

    private RuntimeException missing(String name) {
        return form.fault.apply(path(name), (where().isEmpty() ? "body" : where()) + ": needs a field "
                + form.names.apply(name) + ", has "
                + shown(values.keySet()) + "; add it");
    }

    /// A value for a message, as in JSON, shortened if it is long. A text has no quotes, unless it would not be seen without,
    /// or be taken for another value.
    public static String shown(Object value) {
        return shown(value, false);
    }

    private static String shown(Object value, boolean spelled) {
        boolean clear = value instanceof String all && (spelled ? !all.isBlank() : !UNCLEAR.matcher(all).matches());
        String text = clear ? (String) value : json(value);
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    }

    private static String json(Object value) {
        return switch (value) {
            case Optional<?> _ -> "null";
            case String text -> '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
            case List<?> list -> list.stream().map(Source::json).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream().map(each -> json(each.getKey()) + ": " + json(each.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case null, default -> String.valueOf(value);
        };
    }

    /// A value as code has it, which has `null` where the empty [Optional] stands here.
    public static Object plain(Object value) {
        return switch (value) {
            case Optional<?> _ -> null;
            case List<?> list -> list.stream().map(Source::plain).collect(Collectors.toCollection(ArrayList::new));
            case Map<?, ?> map -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                map.forEach((name, field) -> all.put(name, plain(field)));
                yield all;
            }
            default -> value;
        };
    }
}
