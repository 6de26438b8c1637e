package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import t2l.app.console.CommonOptions;

/// What every command promises about itself.
class HelpTest {
    @Test
    void everyCommandExplainsItselfWithAnExample() {
        CommandLine t2l = Commands.line();
        t2l.getSubcommands().forEach((name, command) -> {
            String help = command.getUsageMessage();
            assertTrue(help.contains("Example:"), help);
            assertTrue(help.contains("t2l " + name), help);
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
            assertEquals(1, command.getCommandSpec().usageMessage().description().length, name);
            command.getCommandSpec().options().forEach(
                    option -> assertEquals(1, option.description().length, name + " " + option.longestName()));
        });
    }

    /// So they can be pasted into a shell.
    @Test
    void examplesAndNamesAreNotCutAtTheEndOfALine() {
        Commands.line().getSubcommands().forEach((name, command) -> {
            String help = command.getUsageMessage();
            assertFalse(Pattern.compile("https?:\\R|[.*]\\R *[a-z]").matcher(help).find(), help);
            List<String> lines = help.lines().toList();
            for (int i = lines.indexOf("Example:") + 1; i < lines.size(); i++) {
                assertEquals(lines.get(i - 1).endsWith("\\"), lines.get(i).startsWith("      "), help);
            }
        });
    }

    @Test
    void theCommonOptionsAreEverywhere() {
        List<String> common = List.of("--threads", "--seed", "--backend", "--dtype", "--json", "--quiet", "--verbose",
                "--help");
        Commands.line().getSubcommands().forEach((name, command) -> common
                .forEach(option -> assertTrue(command.getCommandSpec().findOption(option) != null, name + option)));
    }

    @Test
    void commandsThatComputeNothingHideTheOptionsForComputing() {
        Commands.line().getSubcommands().forEach((name, command) -> {
            boolean computes = !List.of("tokenize", "inspect", "pull", "import", "learn").contains(name);
            CommonOptions.FOR_COMPUTING.forEach(
                    option -> assertEquals(computes, command.getUsageMessage().contains("  " + option + "="), name));
        });
    }
}
