package t2l.app.console;

import java.util.Map;
import t2l.tensor.settings.SettingNames;

/// The options for the settings that messages of the libraries name.
public final class OptionNames {
    /// Those that are called otherwise.
    private static final Map<String, String> OTHERS = Map.of("hypernetwork", "--t2l", "targets", "--module-order");

    private OptionNames() {}

    /// A message with `--chat-template` for `the setting chatTemplate`.
    public static String in(String message) {
        return SettingNames.replace(message, name -> OTHERS.getOrDefault(name, "--" + name));
    }
}
