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
import t2l.tensor.settings.Source;

/// Makes a grammar of a JSON Schema (2020-12). Every text of the grammar is valid; not every valid text is one of the grammar:
/// properties come in the order of the schema, and a schema that lists properties without `additionalProperties` allows no others.
final class SchemaCompiler {
    /// Most schemas in one, and most values of all `enum`s: more would take long.
    private static final int MOST_PARTS = 20_000;
    private static final int MOST_VALUES = 1000;

    private static final Set<String> NOTES = Set.of("title", "description", "default", "examples", "$schema", "$id",
            "$comment", "deprecated", "readOnly", "writeOnly", "$defs", "definitions");
    private static final Set<String> ALTERNATIVES = Set.of("$ref", "anyOf", "allOf");
    private static final Set<String> KNOWN = Set.of("type", "enum", "const", "properties", "required",
            "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength");
    private static final List<String> TYPES = List.of("object", "array", "string", "number", "integer", "boolean",
            "null");

    /// A schema that is referred to, where its values may be nested so deep.
    private record Reference(String pointer, int depth) {}

    private final Source root;
    private final Map<Reference, ByteGrammar> referred = new HashMap<>();
    private int parts;
    private int values;

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
            case "anyOf" -> either(alternatives(schema, "anyOf").stream().map(each -> value(each, depth)).toList());
            case "allOf" -> value(alternatives(schema, "allOf").getFirst(), depth);
            default -> typed(schema, depth);
        };
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
        List<String> types = types(schema);
        if (schema.values().containsKey("enum") || schema.values().containsKey("const")) {
            List<Object> all = schema.values().containsKey("const")
                    ? List.of(schema.need("const"))
                    : schema.list("enum");
            values += all.size();
            if (all.isEmpty() || values > MOST_VALUES) {
                throw schema.wrong("enum", "1 to " + MOST_VALUES + " values, also of all enums together", values);
            }
            return either(all.stream().filter(each -> types.stream().anyMatch(type -> is(each, type)))
                    .map(each -> text(json(each))).toList());
        }
        return either(types.stream().map(type -> of(type, schema, depth)).toList());
    }

    private static List<String> types(Source schema) {
        List<String> types = schema.texts("type");
        types.stream().filter(type -> !TYPES.contains(type)).findFirst().ifPresent(type -> {
            throw schema.wrong("type", "one of " + TYPES, type);
        });
        return types.isEmpty() ? implied(schema) : types;
    }

    /// What a schema without a type is about: what its keywords are about, or anything.
    private static List<String> implied(Source schema) {
        Set<String> names = schema.values().keySet();
        if (names.contains("properties") || names.contains("additionalProperties") || names.contains("required")) {
            return List.of("object");
        }
        if (names.contains("items") || names.contains("minItems") || names.contains("maxItems")) {
            return List.of("array");
        }
        return names.contains("minLength") || names.contains("maxLength") ? List.of("string") : TYPES;
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

    /// A value as it is written: the reader has an empty [Optional] for `null`.
    private static Object plain(Object value) {
        return switch (value) {
            case Optional<?> _ -> null;
            case List<?> list ->
                list.stream().map(SchemaCompiler::plain).collect(Collectors.toCollection(ArrayList::new));
            case Map<?, ?> map -> {
                Map<Object, Object> all = new LinkedHashMap<>();
                map.forEach((name, field) -> all.put(name, plain(field)));
                yield all;
            }
            default -> value;
        };
    }

    static String json(Object value) {
        try {
            return JSON.std.asString(plain(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteGrammar of(String type, Source schema, int depth) {
        return switch (type) {
            case "object" -> depth == 0 ? never() : object(schema, depth);
            case "array" -> depth == 0
                    ? never()
                    : JsonGrammar.array(schema.values().containsKey("items")
                            ? value(schema, "items", depth - 1)
                            : JsonGrammar.any(depth - 1), schema.size("minItems", 0), schema.size("maxItems", ENDLESS));
            case "string" -> JsonGrammar.string(schema.size("minLength", 0), schema.size("maxLength", ENDLESS));
            case "number" -> JsonGrammar.NUMBER;
            case "integer" -> JsonGrammar.INTEGER;
            case "boolean" -> JsonGrammar.BOOLEAN;
            default -> JsonGrammar.NULL;
        };
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
