package t2l.app.console;

import picocli.CommandLine.*;

/// Parses a number of at least 1.
public final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        if (value.matches("0*[1-9]\\d{0,8}")) return Integer.valueOf(value);
        throw new TypeConversionException("needs a number of at least 1, got " + value);
    }
}
