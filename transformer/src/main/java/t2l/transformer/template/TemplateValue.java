package t2l.transformer.template;

import module java.base;

/// A value inside a [ChatTemplate], of one of Python's types.
sealed interface TemplateValue {
    record Text(String value) implements TemplateValue {}

    record Whole(long value) implements TemplateValue {}

    record Real(double value) implements TemplateValue {}

    record Bool(boolean value) implements TemplateValue {}

    /// A list or a tuple.
    record Items(List<TemplateValue> values) implements TemplateValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    record Dict(Map<TemplateValue, TemplateValue> values) implements TemplateValue {}

    /// The result of `namespace()`, the only value whose attributes can be set; also a function, which has none.
    record Namespace(Map<String, TemplateValue> values) implements TemplateValue {}

    record None() implements TemplateValue {}

    /// An undefined name or attribute; it prints as nothing, and most uses of it are errors.
    record Undefined(String what) implements TemplateValue {}

    /// The value of a Java object. Throws [IllegalArgumentException] for other types.
    ///
    /// @param value a string, number, boolean, list, map, `Optional`, or a template value
    static TemplateValue of(Object value) {
        return switch (value) {
            case null -> new None();
            case TemplateValue already -> already;
            case String text -> new Text(text);
            case Boolean flag -> new Bool(flag);
            case Integer number -> new Whole(number);
            case Long number -> new Whole(number);
            case Double number -> new Real(number);
            case Optional<?> optional -> optional.map(TemplateValue::of).orElse(new None());
            case List<?> list -> new Items(list.stream().map(TemplateValue::of).toList());
            case Map<?, ?> map -> {
                var values = new LinkedHashMap<TemplateValue, TemplateValue>();
                map.forEach((key, item) -> values.put(of(key), of(item)));
                yield new Dict(values);
            }
            default -> throw new IllegalArgumentException(
                    "chat template: needs strings, numbers, booleans, lists and maps, got " + value.getClass());
        };
    }

    default boolean isTrue() {
        return switch (this) {
            case Text text -> !text.value().isEmpty();
            case Whole number -> number.value() != 0;
            case Real number -> number.value() != 0;
            case Bool flag -> flag.value();
            case Items items -> !items.values().isEmpty();
            case Dict dict -> !dict.values().isEmpty();
            case Namespace _ -> true;
            case None _,Undefined _ -> false;
        };
    }

    /// The value as a number, if it is one; `True` is 1.
    default Optional<Double> number() {
        return switch (this) {
            case Whole number -> Optional.of((double) number.value());
            case Real number -> Optional.of(number.value());
            case Bool flag -> Optional.of(flag.value() ? 1.0 : 0.0);
            default -> Optional.empty();
        };
    }

    /// Its name in error messages.
    default String kind() {
        return switch (this) {
            case Text _ -> "a string";
            case Whole _ -> "a whole number";
            case Real _ -> "a number";
            case Bool _ -> "a boolean";
            case Items _ -> "a list";
            case Dict _ -> "a dictionary";
            case Namespace _ -> "a namespace";
            case None _ -> "none";
            case Undefined undefined -> undefined.what();
        };
    }

    /// An error in a template. [ChatTemplate] turns it into a message with the line.
    final class TemplateError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TemplateError(String message) {
            super(message);
        }
    }
}
