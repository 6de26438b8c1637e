package t2l.tensor.settings;

import module java.base;

/// The settings that messages of the libraries name. The libraries know no command line and no properties: they say "the setting
/// chatTemplate", as `T2l.builder()` calls it.
public final class SettingNames {
    private static final Pattern SETTING = Pattern.compile("the setting (\\w+)");

    private SettingNames() {}

    /// A message with the names that settings have for its reader.
    ///
    /// @param name takes `chat-template` for `the setting chatTemplate`
    public static String replace(String message, UnaryOperator<String> name) {
        return SETTING.matcher(message).replaceAll(setting -> name
                .apply(setting.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)));
    }
}
