package t2l.transformer.grammar;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import t2l.tensor.settings.Source;

/// Whether no value fits two schemas, as far as types, `const`, `enum` and the members of objects tell. What this cannot tell counts
/// as fitting both.
final class ExclusiveSchemas {
    private static final int DEEPEST = 16;
    private static final int MOST_STEPS = 10_000;

    private final UnaryOperator<Source> resolved;
    private int steps;

    /// @param resolved what a schema is that only refers to another one; others are themselves
    ExclusiveSchemas(UnaryOperator<Source> resolved) {
        this.resolved = resolved;
    }

    boolean exclude(Source one, Source other) {
        return misses(one, other, DEEPEST) && misses(other, one, DEEPEST);
    }

    /// Whether what is written for `from` never fits `to`.
    private boolean misses(Source from, Source to, int depth) {
        steps++;
        if (depth == 0 || steps > MOST_STEPS) {
            return false;
        }
        Source one = resolved.apply(from);
        Source other = resolved.apply(to);
        for (String name : List.of("anyOf", "oneOf")) {
            if (one.values().containsKey(name)) {
                return one.objects(name).stream().allMatch(each -> misses(each, other, depth - 1));
            }
            if (other.values().containsKey(name)) {
                return other.objects(name).stream().allMatch(each -> misses(one, each, depth - 1));
            }
        }
        Optional<List<Object>> written = SchemaCompiler.values(one);
        Optional<List<Object>> fitting = SchemaCompiler.values(other);
        if (written.isPresent() && fitting.isPresent()) {
            return written.get().stream().noneMatch(a -> fitting.get().stream().anyMatch(b -> same(a, b)));
        }
        List<String> types = other.texts("type");
        List<String> common = SchemaCompiler.TYPES.stream().filter(type -> has(written, SchemaCompiler.types(one), type)
                && has(fitting, types.isEmpty() ? SchemaCompiler.TYPES : types, type)).toList();
        return common.isEmpty() || (common.equals(List.of("object")) && written.isEmpty() && fitting.isEmpty()
                && objectsMiss(one, other, depth));
    }

    private static boolean has(Optional<List<Object>> values, List<String> types, String type) {
        return values.map(all -> all.stream().anyMatch(value -> SchemaCompiler.is(value, type)))
                .orElse(types.contains(type) || (type.equals("integer") && types.contains("number")));
    }

    private static boolean same(Object a, Object b) {
        return (a instanceof Number x && b instanceof Number y)
                ? x.doubleValue() == y.doubleValue()
                : a.equals(b) || (a instanceof List && b instanceof List) || (a instanceof Map && b instanceof Map);
    }

    private boolean objectsMiss(Source one, Source other, int depth) {
        Set<String> ours = names(one);
        Set<String> theirs = names(other);
        List<String> written = one.texts("required");
        List<String> needed = other.texts("required");
        return Stream.concat(written.stream(), needed.stream()).anyMatch(name -> ours.contains(name)
                ? theirs.contains(name)
                        ? membersMiss(one, other, name, depth)
                        : written.contains(name) && isFalse(other)
                : needed.contains(name) && !written.contains(name)
                        && (isFalse(one)
                                || (!ours.isEmpty() && !one.values().containsKey("additionalProperties"))));
    }

    private boolean membersMiss(Source one, Source other, String name, int depth) {
        Source a = one.requireObject("properties");
        Source b = other.requireObject("properties");
        return !(a.need(name) instanceof Boolean) && !(b.need(name) instanceof Boolean)
                && misses(a.requireObject(name), b.requireObject(name), depth - 1);
    }

    private static Set<String> names(Source schema) {
        return schema.object("properties").map(all -> all.values().keySet().stream().collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private static boolean isFalse(Source schema) {
        return Boolean.FALSE.equals(schema.values().get("additionalProperties"));
    }
}
