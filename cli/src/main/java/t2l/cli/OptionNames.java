package t2l.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// The options for the settings that messages of the libraries name. The libraries know no command line: they call a setting as
/// [t2l.T2l.Builder] does.
public final class OptionNames {
    private static final Pattern SETTING = Pattern.compile("the setting (\\w+)");
    /// Those that are called otherwise.
    private static final Map<String, String> OTHERS = Map.of("hypernetwork", "--t2l", "targets", "--module-order");

    private OptionNames() {}

    /// A message with `--chat-template` for `the setting chatTemplate`.
    public static String in(String message) {
        return SETTING.matcher(message).replaceAll(setting -> OTHERS.getOrDefault(setting.group(1),
                "--" + setting.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    }
}
