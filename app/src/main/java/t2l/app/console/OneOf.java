package t2l.app.console;

import module java.base;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Parses a value by its name in lower case, and lists the names for the help.
public abstract class OneOf<T> implements ITypeConverter<T>, Iterable<String> {
    private final List<T> values;

    /// @param values in the order of the help
    protected OneOf(List<T> values) {
        this.values = values;
    }

    private static String name(Object value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public T convert(String text) {
        return values.stream().filter(v -> name(v).equals(name(text))).findFirst().orElseThrow(
                () -> new TypeConversionException("needs one of " + String.join(", ", this) + ", got " + text));
    }

    @Override
    public Iterator<String> iterator() {
        return values.stream().map(OneOf::name).iterator();
    }
}
