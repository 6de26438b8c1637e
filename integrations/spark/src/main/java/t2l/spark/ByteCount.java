package t2l.spark;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Parses a number of bytes, such as `64m` or `1g`.
final class ByteCount implements ITypeConverter<Long> {
    private static final String UNITS = "kmg";

    @Override
    public Long convert(String text) {
        String value = text.toLowerCase(Locale.ROOT);
        if (!value.matches("[1-9]\\d{0,8}[kmg]?")) {
            throw new TypeConversionException("needs a size, such as 64m or 1g, got " + text);
        }
        int unit = UNITS.indexOf(value.charAt(value.length() - 1)) + 1;
        return Long.parseLong(unit == 0 ? value : value.substring(0, value.length() - 1)) << (10 * unit);
    }
}
