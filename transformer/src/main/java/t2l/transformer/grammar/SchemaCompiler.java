package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.*;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.tools.ToolSyntax;
import t2l.transformer.tools.Tools.Tool;

/// Makes a grammar of a JSON Schema (2020-12). Every text of the grammar is valid; not every valid text is one of the grammar:
/// properties come in the order of the schema, and a schema that lists properties without `additionalProperties`, or the first
/// items of an array without `items`, allows no others. `format` is an annotation, and `oneOf` is read as `anyOf`.
final class SchemaCompiler {
    /// Most steps of compiling: about one for each byte of the schema, and again for each depth at which a reference leads to it.
    static final int MAX_STEPS = 2_000_000;
    /// Most values of all `enum`s, and most alternatives of all `anyOf`s: each step of an answer may try them all.
    private static final int MAX_VALUES = 1000;
    private static final int MAX_ALTERNATIVES = 5000;
    /// Steps of a number with bounds.
    private static final int NUMBER_STEPS = 2000;

    private static final Set<String> NOTES = Set.of("title", "description", "default", "examples", "$schema", "$id",
            "$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions", "discriminator", "format");
    private static final Set<String> ALTERNATIVES = Set.of("$ref", "anyOf", "oneOf", "allOf");
    /// What keywords are about.
    private static final Map<String, Set<String>> ABOUT = Map.of("object",
            Set.of("properties", "required", "additionalProperties"), "array",
            Set.of("items", "prefixItems", "minItems", "maxItems"), "string", Set.of("minLength", "maxLength"),
            "number", NumberGrammar.BOUNDS);
    private static final Set<String> KNOWN = Stream.concat(Stream.of("type", "enum", "const"),
            ABOUT.values().stream().flatMap(Set::stream)).collect(Collectors.toSet());
    private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// A schema that is referred to, where its values may be nested so deep.
    private record Reference(String pointer, int depth) {}

    private final Source root;
    private final int maxSteps;
    private final JsonGrammar json;
    private final Map<String, Source> targets = new HashMap<>();
    private final Map<Reference, ByteGrammar> referred = new HashMap<>();
    private final Map<List<Object>, ByteGrammar> numbers = new HashMap<>();
    private int steps;
    private int values;
    private int alternatives;

    SchemaCompiler(Source root) {
        this(root, MAX_STEPS, JsonGrammar.JSON);
    }

    /// @param maxSteps at most [#MAX_STEPS]: what is left of them, if several schemas share them
    /// @param json     how values are written
    SchemaCompiler(Source root, int maxSteps, JsonGrammar json) {
        this.root = root;
        this.maxSteps = maxSteps;
        this.json = json;
    }

    ByteGrammar grammar() {
        return value(root, JsonGrammar.MAX_DEPTH);
    }

    /// How many steps have been taken.
    int steps() {
        return steps;
    }

    private void step(long count) {
        steps = (int) Math.min(steps + count, maxSteps + 1L);
        if (steps > maxSteps) {
            throw root.wrong("$defs", "a shorter schema, or fewer references in it: at most " + MAX_STEPS
                    + " steps, one for each byte and each depth at which a $ref leads to it", "more");
        }
    }

    /// A schema as a field of another one: an object, `true` or `false`.
    private ByteGrammar value(Source outer, String name, int depth) {
        step(1L + name.length());
        return outer.need(name) instanceof Boolean any
                ? any ? json.any(depth) : never()
                : value(outer.requireObject(name), depth);
    }

    /// @param depth how deep values may be nested; beyond, there are none
    private ByteGrammar value(Source schema, int depth) {
        Map<String, Object> fields = schema.values();
        step(1L + fields.size());
        Set<String> given = new TreeSet<>(fields.keySet());
        given.removeAll(NOTES);
        for (String name : given) {
            if (!KNOWN.contains(name) && !ALTERNATIVES.contains(name)) {
                throw schema.wrong(name, "to be left out, it is not supported", fields.get(name));
            }
            if (ALTERNATIVES.contains(name) && given.size() > 1) {
                throw schema.wrong(name, "to be alone in its schema", given);
            }
        }
        if (depth < 0) {
            return never();
        }
        return switch (given.isEmpty() ? "" : given.iterator().next()) {
            case "" -> json.any(depth);
            case "$ref" -> reference(schema.text("$ref"), schema, depth);
            case "anyOf" -> any(schema, "anyOf", depth);
            case "oneOf" -> any(schema, "oneOf", depth);
            case "allOf" -> any(schema, "allOf", depth);
            default -> typed(schema, depth);
        };
    }

    private ByteGrammar any(Source schema, String name, int depth) {
        List<Source> all = schema.objects(name);
        alternatives += all.size();
        if (all.isEmpty() || alternatives > MAX_ALTERNATIVES || (name.equals("allOf") && all.size() > 1)) {
            throw schema.wrong(name, name.equals("allOf")
                    ? "one schema"
                    : "1 to " + MAX_ALTERNATIVES + " schemas, also in all of its kind together", alternatives);
        }
        return rule(either(all.stream().map(each -> value(each, depth)).toList()));
    }

    private ByteGrammar reference(String pointer, Source schema, int depth) {
        Reference reference = new Reference(pointer, depth - 1);
        ByteGrammar known = referred.get(reference);
        if (known == null) {
            known = rule(value(target(pointer, schema), depth - 1));
            referred.put(reference, known);
        }
        return known;
    }

    /// The schema at a JSON pointer into this document.
    private Source target(String pointer, Source schema) {
        if (!pointer.equals("#") && !pointer.startsWith("#/")) {
            throw schema.wrong("$ref", "a pointer into this schema, such as #/$defs/name", pointer);
        }
        Source at = root;
        for (int from = 2, to; from <= pointer.length(); from = to + 1) {
            int slash = pointer.indexOf('/', from);
            to = slash < 0 ? pointer.length() : slash;
            String name = pointer.substring(from, to).replace("~1", "/").replace("~0", "~");
            Source inside = at;
            if (!inside.values().containsKey(name)) {
                throw schema.wrong("$ref", "something that is there", pointer);
            }
            at = targets.computeIfAbsent(pointer.substring(0, to), _ -> inside.requireObject(name));
        }
        return at;
    }

    private ByteGrammar typed(Source schema, int depth) {
        List<String> types = types(schema);
        Optional<List<Object>> listed = listed(schema);
        if (listed.isEmpty()) {
            return either(types.stream().map(type -> of(type, schema, depth)).toList());
        }
        List<Object> all = listed.get();
        values += all.size();
        step(all.size());
        if (all.isEmpty() || values > MAX_VALUES) {
            throw schema.wrong("enum", "1 to " + MAX_VALUES + " values, also of all enums together", values);
        }
        schema.values().keySet().stream().filter(name -> ABOUT.values().stream().anyMatch(some -> some.contains(name)))
                .findFirst().ifPresent(name -> {
                    throw schema.wrong(name, "to be left out where const or enum has the values",
                            schema.values().get(name));
                });
        return rule(either(all.stream().filter(each -> types.stream().anyMatch(type -> is(each, type)))
                .map(each -> literal(json.written(each))).toList()));
    }

    /// The only values, if they are listed.
    private static Optional<List<Object>> listed(Source schema) {
        if (schema.values().containsKey("const")) {
            return Optional.of(List.of(schema.need("const")));
        }
        return schema.values().containsKey("enum") ? Optional.of(schema.list("enum")) : Optional.empty();
    }

    private ByteGrammar literal(String text) {
        step(text.length());
        return text(text);
    }

    /// The types of a schema; without, what its keywords are about, or all.
    private static List<String> types(Source schema) {
        List<String> types = schema.texts("type").stream().distinct().toList();
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw schema.wrong("type", "one of " + TYPES, type);
        });
        return types.isEmpty()
                ? TYPES.stream().filter(type -> ABOUT.getOrDefault(type, Set.of()).stream()
                        .anyMatch(schema.values()::containsKey)).findFirst().map(List::of).orElse(TYPES)
                : types;
    }

    private static boolean is(Object value, String type) {
        return switch (value) {
            case Optional<?> _ -> type.equals("null");
            case String _ -> type.equals("string");
            case Boolean _ -> type.equals("boolean");
            case Map<?, ?> _ -> type.equals("object");
            case List<?> _ -> type.equals("array");
            case Double number -> type.equals("number") || (type.equals("integer") && number == Math.rint(number));
            default -> type.equals("number") || type.equals("integer");
        };
    }

    private ByteGrammar of(String type, Source schema, int depth) {
        return switch (type) {
            case "object" -> depth == 0 ? never() : rule(object(schema, depth));
            case "array" -> depth == 0 ? never() : rule(array(schema, depth));
            case "string" ->
                json.string(schema.size("minLength", 0), schema.size("maxLength", ENDLESS));
            case "number" -> number(schema, false, JsonGrammar.NUMBER);
            case "integer" -> number(schema, true, JsonGrammar.INTEGER);
            case "boolean" -> JsonGrammar.BOOLEAN;
            default -> JsonGrammar.NULL;
        };
    }

    private ByteGrammar number(Source schema, boolean whole, ByteGrammar any) {
        List<Object> bounds = NumberGrammar.BOUNDS.stream().filter(schema.values()::containsKey)
                .<Object>map(name -> List.of(name, schema.number(name), schema.need(name))).toList();
        return bounds.isEmpty() ? any : numbers.computeIfAbsent(List.of(whole, bounds), _ -> {
            step(NUMBER_STEPS);
            return rule(NumberGrammar.of(schema, whole));
        });
    }

    private ByteGrammar array(Source schema, int depth) {
        int least = schema.size("minItems", 0);
        int most = schema.size("maxItems", ENDLESS);
        List<ByteGrammar> first = schema.values().containsKey("prefixItems")
                ? schema.objects("prefixItems").stream().map(each -> value(each, depth - 1)).toList()
                : List.of();
        boolean typed = schema.values().containsKey("items");
        return JsonGrammar.array(first, typed ? value(schema, "items", depth - 1) : json.any(depth - 1), least,
                typed || first.isEmpty() ? most : Math.min(most, Math.max(least, first.size())));
    }

    /// The properties of an object as arguments in Python: `name=value, …`, with values in JSON.
    ByteGrammar arguments() {
        Map<String, ByteGrammar> members = new LinkedHashMap<>();
        root.object("properties").ifPresent(properties -> properties.values().keySet().forEach(name -> {
            if (!IDENTIFIER.matcher(name).matches()) {
                throw properties.wrong("names of letters, digits and _, as this model writes calls in Python", name);
            }
            members.put(name, rule(chain(literal(name), text("="),
                    value(properties, name, JsonGrammar.MAX_DEPTH - 1))));
        }));
        return chain(text("("), members(members, Set.copyOf(root.texts("required")), never(), empty(), text(")")));
    }

    /// The properties of an object as elements, up to the end of the call: `<parameter=name>`, the value and `</parameter>`, on
    /// lines of their own. A text that has a longest or a shortest length has no `<`.
    ByteGrammar elements(Tool tool) {
        Set<String> required = Set.copyOf(root.texts("required"));
        Optional<Source> properties = root.object("properties");
        List<String> names = properties.map(all -> List.copyOf(all.values().keySet())).orElse(List.of());
        ByteGrammar rest = text("</function>");
        for (String name : names.reversed()) {
            if (name.matches("(?s).*[<>\n].*")) {
                throw properties.get().wrong("names without <, > and new lines, as this model writes calls in XML",
                        name);
            }
            // for a text, too: it refuses what is wrong with the schema, and counts the work
            ByteGrammar value = value(properties.get(), name, JsonGrammar.MAX_DEPTH - 1);
            ByteGrammar element = chain(literal("<parameter=" + name + ">\n"), tool.isText(name)
                    ? plain(properties.get().requireObject(name), rest)
                    : chain(value, text(ToolSyntax.CLOSE), rest));
            rest = rule(required.contains(name) ? element : either(element, rest));
        }
        return rest;
    }

    /// A text as it is, with what follows it.
    private ByteGrammar plain(Source schema, ByteGrammar rest) {
        String close = ToolSyntax.CLOSE;
        return chain(listed(schema).<ByteGrammar>map(all -> chain(
                either(all.stream().filter(each -> each instanceof String text && !text.contains(close))
                        .map(each -> literal((String) each)).toList()),
                text(close))).orElseGet(() -> JsonGrammar.plain(schema.size("minLength", 0),
                        schema.size("maxLength", ENDLESS), close)),
                rest);
    }

    private ByteGrammar object(Source schema, int depth) {
        List<String> required = schema.texts("required").stream().distinct().toList();
        step(required.size());
        Map<String, ByteGrammar> members = new LinkedHashMap<>();
        schema.object("properties").ifPresent(properties -> json.ordered(properties.values().keySet())
                .forEach(name -> members.put(name, value(properties, name, depth - 1))));
        boolean told = schema.values().containsKey("additionalProperties");
        boolean closed = !told && !members.isEmpty();
        ByteGrammar others = told ? value(schema, "additionalProperties", depth - 1) : json.any(depth - 1);
        required.forEach(name -> members.putIfAbsent(name, others));
        members.replaceAll((name, value) -> rule(JsonGrammar.member(literal(json.name(name)), value)));
        ByteGrammar other = rule(JsonGrammar.member(members.isEmpty()
                ? json.anyName()
                : closed ? never() : json.otherName(members.keySet()), others));
        return members.isEmpty()
                ? JsonGrammar.object(other)
                : chain(text("{"), JsonGrammar.GAP, members(members, Set.copyOf(required), other, JsonGrammar.GAP,
                        text("}")));
    }

    /// The members from the last to the first: what follows each of them, if it is the first that is there and if it is not.
    ///
    /// @param gap   after the last one
    /// @param close after that
    private static ByteGrammar members(Map<String, ByteGrammar> members, Set<String> required, ByteGrammar other,
            ByteGrammar gap, ByteGrammar close) {
        ByteGrammar next = chain(repeated(chain(JsonGrammar.COMMA, other), 0, ENDLESS), gap, close);
        ByteGrammar first = either(close, chain(other, next));
        for (String name : new ArrayList<>(members.keySet()).reversed()) {
            ByteGrammar here = chain(members.get(name), next);
            ByteGrammar goesOn = chain(JsonGrammar.COMMA, here);
            first = rule(required.contains(name) ? here : either(here, first));
            next = rule(required.contains(name) ? goesOn : either(goesOn, next));
        }
        return first;
    }
}
