package t2l.app;

import module java.base;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A command's help, whose first line only has required options.
final class Synopsis extends Help {
    Synopsis(CommandSpec spec, ColorScheme colours) {
        super(spec, colours);
    }

    @Override
    public String synopsis(int headingLength) {
        CommandSpec spec = commandSpec();
        if (!spec.subcommands().isEmpty()) {
            return super.synopsis(headingLength);
        }
        List<String> words = new ArrayList<>(List.of(spec.qualifiedName()));
        spec.options().stream().filter(OptionSpec::required)
                .map(option -> option.longestName() + "=" + option.paramLabel()).forEach(words::add);
        words.add("[OPTION...]");
        spec.positionalParameters().stream()
                .map(text -> parameterLabelRenderer().renderParameterLabel(text, ansi(), List.of()).toString())
                .forEach(words::add);
        return String.join(" ", words) + System.lineSeparator();
    }
}
