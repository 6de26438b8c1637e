package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.ENDLESS;
import static t2l.transformer.grammar.ByteGrammar.chain;
import static t2l.transformer.grammar.ByteGrammar.either;
import static t2l.transformer.grammar.ByteGrammar.never;
import static t2l.transformer.grammar.ByteGrammar.repeated;
import static t2l.transformer.grammar.ByteGrammar.text;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import t2l.tensor.settings.Source;

/// Makes a grammar of a JSON Schema (2020-12). Every text of the grammar is valid; not every valid text is one of the grammar:
/// properties come in the order of the schema, and a schema that lists properties without `additionalProperties`, or the first
/// items of an array without `items`, allows no others.
final class SchemaCompiler {
    /// Most schemas in one, and most values of all `enum`s: more would take long.
    private static final int MOST_PARTS = 20_000;
    private static final int MOST_VALUES = 1000;
    /// Most states of strings that several keywords are about.
    private static final int MOST_STATES = 8_000;

    private static final Set<String> NOTES = Set.of("title", "description", "default", "examples", "$schema", "$id",
            "$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions", "discriminator");
    private static final Set<String> ALTERNATIVES = Set.of("$ref", "anyOf", "oneOf", "allOf");
    /// What keywords are about.
    private static final Map<String, Set<String>> ABOUT = Map.of("object",
            Set.of("properties", "required", "additionalProperties"), "array",
            Set.of("items", "prefixItems", "minItems", "maxItems"), "string",
            Set.of("minLength", "maxLength", "pattern", "format"), "number", NumberGrammar.BOUNDS);
    private static final Set<String> KNOWN = Stream.concat(Stream.of("type", "enum", "const"),
            ABOUT.values().stream().flatMap(Set::stream)).collect(Collectors.toSet());
    static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");

    /// A schema that is referred to, where its values may be nested so deep.
    private record Reference(String pointer, int depth) {}

    private final Source root;
    private final Map<Reference, ByteGrammar> referred = new HashMap<>();
    private final Map<List<Object>, ByteGrammar> strings = new HashMap<>();
    private int parts;
    private int values;
    private int states;

    SchemaCompiler(Source root) {
        this.root = root;
    }

    ByteGrammar grammar() {
        return value(root, JsonGrammar.DEEPEST);
    }

    /// A schema as a field of another one: an object, `true` or `false`.
    private ByteGrammar value(Source outer, String name, int depth) {
        return outer.need(name) instanceof Boolean any
                ? any ? JsonGrammar.any(depth) : never()
                : value(outer.requireObject(name), depth);
    }

    /// @param depth how deep values may be nested; beyond, there are none
    private ByteGrammar value(Source schema, int depth) {
        parts++;
        if (parts > MOST_PARTS) {
            throw root.wrong("$defs", "at most " + MOST_PARTS + " schemas in one, also where they refer to each other",
                    "more");
        }
        Set<String> given = new TreeSet<>(schema.values().keySet());
        given.removeAll(NOTES);
        for (String name : given) {
            if (!KNOWN.contains(name) && !ALTERNATIVES.contains(name)) {
                throw schema.wrong(name, "to be left out, it is not supported", schema.values().get(name));
            }
            if (ALTERNATIVES.contains(name) && given.size() > 1) {
                throw schema.wrong(name, "to be alone in its schema", given);
            }
        }
        if (depth < 0) {
            return never();
        }
        return switch (given.isEmpty() ? "" : given.iterator().next()) {
            case "$ref" -> reference(schema.text("$ref"), schema, depth);
            case "anyOf" -> any(alternatives(schema, "anyOf"), depth);
            case "oneOf" -> any(exclusive(schema), depth);
            case "allOf" -> value(alternatives(schema, "allOf").getFirst(), depth);
            default -> typed(schema, depth);
        };
    }

    private ByteGrammar any(List<Source> alternatives, int depth) {
        return either(alternatives.stream().map(each -> value(each, depth)).toList());
    }

    /// Alternatives of which no value fits two.
    private List<Source> exclusive(Source schema) {
        List<Source> all = alternatives(schema, "oneOf");
        parts += all.size() * all.size() / 2;
        ExclusiveSchemas schemas = new ExclusiveSchemas(this::resolved);
        for (int i = 0; i < all.size() && parts <= MOST_PARTS; i++) {
            for (int j = 0; j < i; j++) {
                if (!schemas.exclude(all.get(j), all.get(i))) {
                    throw schema.wrong("oneOf",
                            "schemas that no value fits two of, as type, const, enum or required properties tell; or anyOf instead",
                            "numbers " + (j + 1) + " and " + (i + 1));
                }
            }
        }
        return all;
    }

    private Source resolved(Source schema) {
        Source at = schema;
        for (int i = 0; i < JsonGrammar.DEEPEST; i++) {
            if (at.values().containsKey("$ref")) {
                at = target(at.text("$ref"), at);
            } else if (at.values().containsKey("allOf")) {
                at = alternatives(at, "allOf").getFirst();
            }
        }
        return at;
    }

    private static List<Source> alternatives(Source schema, String name) {
        List<Source> all = schema.objects(name);
        if (all.isEmpty() || (name.equals("allOf") && all.size() > 1)) {
            throw schema.wrong(name, name.equals("allOf") ? "one schema" : "at least one schema", all.size());
        }
        return all;
    }

    private ByteGrammar reference(String pointer, Source schema, int depth) {
        Reference reference = new Reference(pointer, depth - 1);
        Optional<ByteGrammar> known = Optional.ofNullable(referred.get(reference));
        if (known.isPresent()) {
            return known.get();
        }
        ByteGrammar.Rule rule = new ByteGrammar.Rule();
        referred.put(reference, rule);
        return rule.define(value(target(pointer, schema), depth - 1));
    }

    /// The schema at a JSON pointer into this document.
    private Source target(String pointer, Source schema) {
        Source at = root;
        if (!pointer.equals("#") && !pointer.startsWith("#/")) {
            throw schema.wrong("$ref", "a pointer into this schema, such as #/$defs/name", pointer);
        }
        for (String step : pointer.equals("#") ? new String[0] : pointer.substring(2).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            if (!at.values().containsKey(name)) {
                throw schema.wrong("$ref", "something that is there", pointer);
            }
            at = at.requireObject(name);
        }
        return at;
    }

    private ByteGrammar typed(Source schema, int depth) {
        if (schema.values().keySet().stream().noneMatch(KNOWN::contains)) {
            return JsonGrammar.any(depth);
        }
        schema.findText("format").filter(format -> !StringFormats.ALL.containsKey(format)).ifPresent(format -> {
            throw schema.wrong("format", "one of " + new TreeSet<>(StringFormats.ALL.keySet()) + ", or to be left out",
                    format);
        });
        Optional<List<Object>> listed = values(schema);
        if (listed.isEmpty()) {
            return either(types(schema).stream().map(type -> of(type, schema, depth)).toList());
        }
        values += listed.get().size();
        if (values > MOST_VALUES) {
            throw schema.wrong("enum", "1 to " + MOST_VALUES + " values, also of all enums together", values);
        }
        schema.values().keySet().stream().filter(name -> ABOUT.values().stream().anyMatch(all -> all.contains(name)))
                .findFirst().ifPresent(name -> {
                    throw schema.wrong(name, "to be left out where const or enum has the values",
                            schema.values().get(name));
                });
        return either(listed.get().stream().map(each -> text(json(each))).toList());
    }

    /// The values of a `const` or an `enum` that have its type.
    static Optional<List<Object>> values(Source schema) {
        boolean one = schema.values().containsKey("const");
        if (!one && !schema.values().containsKey("enum")) {
            return Optional.empty();
        }
        List<Object> all = one ? List.of(schema.need("const")) : schema.list("enum");
        if (all.isEmpty()) {
            throw schema.wrong("enum", "1 to " + MOST_VALUES + " values", 0);
        }
        List<String> types = types(schema);
        return Optional.of(all.stream().filter(each -> types.stream().anyMatch(type -> is(each, type))).toList());
    }

    /// The types of a schema; without, what its keywords are about, or all.
    static List<String> types(Source schema) {
        List<String> types = schema.texts("type");
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw schema.wrong("type", "one of " + TYPES, type);
        });
        return types.isEmpty()
                ? TYPES.stream().filter(type -> ABOUT.getOrDefault(type, Set.of()).stream()
                        .anyMatch(schema.values()::containsKey)).findFirst().map(List::of).orElse(TYPES)
                : types;
    }

    static boolean is(Object value, String type) {
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

    static String json(Object value) {
        try {
            return JSON.std.asString(Source.plain(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An object or an array is a rule, because it stands in several places of the one around it: otherwise each level would double
    /// the grammar.
    private ByteGrammar of(String type, Source schema, int depth) {
        return switch (type) {
            case "object" -> depth == 0 ? never() : JsonGrammar.rule(object(schema, depth));
            case "array" -> depth == 0 ? never() : JsonGrammar.rule(array(schema, depth));
            case "string" -> string(schema);
            case "number" -> isBounded(schema) ? NumberGrammar.of(schema, false) : JsonGrammar.NUMBER;
            case "integer" -> isBounded(schema) ? NumberGrammar.of(schema, true) : JsonGrammar.INTEGER;
            case "boolean" -> JsonGrammar.BOOLEAN;
            default -> JsonGrammar.NULL;
        };
    }

    private static boolean isBounded(Source schema) {
        return NumberGrammar.BOUNDS.stream().anyMatch(schema.values()::containsKey);
    }

    private ByteGrammar array(Source schema, int depth) {
        int least = schema.size("minItems", 0);
        int most = schema.size("maxItems", ENDLESS);
        List<ByteGrammar> first = schema.values().containsKey("prefixItems")
                ? schema.objects("prefixItems").stream().map(each -> value(each, depth - 1)).toList()
                : List.of();
        boolean typed = schema.values().containsKey("items");
        return JsonGrammar.array(first, typed ? value(schema, "items", depth - 1) : JsonGrammar.any(depth - 1), least,
                typed || first.isEmpty() ? most : Math.min(most, Math.max(least, first.size())));
    }

    private ByteGrammar string(Source schema) {
        int least = schema.size("minLength", 0);
        int most = schema.size("maxLength", ENDLESS);
        List<String> patterns = Stream
                .of(schema.findText("pattern"), schema.findText("format").map(StringFormats.ALL::get))
                .flatMap(Optional::stream).toList();
        return strings.computeIfAbsent(List.of(least, most, patterns), _ -> {
            List<ByteGrammar> all = patterns.stream().map(pattern -> RegexGrammar.of(pattern,
                    (needs, value) -> schema.wrong("pattern", needs, value))).toList();
            return patterns.isEmpty() || least > 0 || most < ENDLESS
                    ? all.stream().reduce(JsonGrammar.string(least, most), (a, b) -> common(schema, b, a))
                    : all.stream().reduce((a, b) -> common(schema, a, b)).orElseThrow();
        });
    }

    private ByteGrammar common(Source schema, ByteGrammar a, ByteGrammar b) {
        CommonGrammar.Texts both = CommonGrammar.of(a, b, MOST_STATES - states).orElseThrow(() -> schema.wrong(
                schema.values().containsKey("pattern") ? "pattern" : "format",
                "at most " + MOST_STATES + " states together with its length and format, in all strings of the schema",
                "more"));
        states += both.states();
        return both.grammar();
    }

    private ByteGrammar object(Source schema, int depth) {
        List<String> required = schema.texts("required");
        Map<String, ByteGrammar> members = new LinkedHashMap<>();
        schema.object("properties").ifPresent(properties -> properties.values().keySet()
                .forEach(name -> members.put(name, value(properties, name, depth - 1))));
        boolean told = schema.values().containsKey("additionalProperties");
        boolean closed = !told && !members.isEmpty();
        ByteGrammar others = told ? value(schema, "additionalProperties", depth - 1) : JsonGrammar.any(depth - 1);
        required.forEach(name -> members.putIfAbsent(name, others));
        members.replaceAll((name, value) -> JsonGrammar.member(text(json(name)), value));
        ByteGrammar other = JsonGrammar.member(members.isEmpty()
                ? JsonGrammar.string(0, ENDLESS)
                : JsonGrammar.otherName(members.keySet()), closed ? never() : others);
        return members.isEmpty()
                ? JsonGrammar.object(other)
                : chain(text("{"), JsonGrammar.GAP,
                        members(new ArrayList<>(members.keySet()), members, Set.copyOf(required),
                                other));
    }

    /// The members from the last to the first: what follows each of them, if it is the first that is there and if it is not.
    private static ByteGrammar members(List<String> names, Map<String, ByteGrammar> members, Set<String> required,
            ByteGrammar other) {
        ByteGrammar next = chain(repeated(chain(JsonGrammar.COMMA, other), 0, ENDLESS), JsonGrammar.GAP, text("}"));
        ByteGrammar first = either(text("}"), chain(other, next));
        for (String name : names.reversed()) {
            ByteGrammar here = chain(members.get(name), next);
            ByteGrammar begins = required.contains(name) ? here : either(here, first);
            ByteGrammar goesOn = chain(JsonGrammar.COMMA, here);
            next = new ByteGrammar.Rule().define(required.contains(name) ? goesOn : either(goesOn, next));
            first = new ByteGrammar.Rule().define(begins);
        }
        return first;
    }
}
