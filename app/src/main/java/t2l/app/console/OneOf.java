package t2l.app.console;

import module java.base;
import picocli.CommandLine.*;
import picocli.CommandLine.Model.*;

/// Parses a value by its name in lower case, and lists the names for the help.
public class OneOf<T> implements ITypeConverter<T>, Iterable<String> {
    private final List<T> values;

    /// @param values in the order of the help
    protected OneOf(List<T> values) {
        this.values = values;
    }

    /// Lets the options of a command whose values are constants be read by the names of all these constants, unless the options
    /// have a converter.
    static final class Constants implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec command) {
            for (OptionSpec option : List.copyOf(command.options())) {
                Object[] constants = option.auxiliaryTypes()[0].getEnumConstants();
                if (constants != null && option.converters().length == 0) {
                    var names = new OneOf<>(List.of(constants));
                    command.remove(option);
                    command.addOption(OptionSpec.builder(option).converters(names).completionCandidates(names).build());
                }
            }
            return command;
        }
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
