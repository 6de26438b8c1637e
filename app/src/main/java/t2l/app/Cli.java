package t2l.app;

import module java.base;
import picocli.CommandLine;
import picocli.CommandLine.*;
import picocli.CommandLine.Help.Ansi;
import t2l.app.console.*;
import t2l.app.console.Out.Stdout;
import t2l.tensor.T2lException;
import t2l.tensor.settings.SettingNames;

/// Arguments in, exit code out: 0 for success, 1 for failure (one sentence on stderr), 2 for wrong usage, 130 after
/// Ctrl-C (from the JVM), 141 if the reader of the result has gone away.
public final class Cli {
    /// The settings whose options are called otherwise.
    private static final Map<String, String> OPTIONS = Map.of("hypernetwork", "--t2l", "targets", "--module-order");

    private Cli() {}

    /// A message of a library with `--chat-template` for `the setting chatTemplate`.
    public static String withOptions(String message) {
        return SettingNames.replace(message, name -> OPTIONS.getOrDefault(name, "--" + name));
    }

    /// Runs the command in `args` and returns the exit code. From now on, what this process prints goes to `out` and `err`, in
    /// UTF-8 whatever the locale. `version` is what `--version` prints after the name.
    public static int run(String version, OutputStream out, OutputStream err, String... args) {
        System.setOut(new Stdout(out));
        System.setErr(new Stdout(err));
        // The library's log messages become lines on stderr.
        System.setProperty("java.util.logging.SimpleFormatter.format", "%5$s%n");
        CommandLine line = Commands.line(args);
        line.getCommandSpec().version("t2l " + version);
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setParameterExceptionHandler(Cli::wrongUsage);
        line.setExecutionExceptionHandler(Cli::failed);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return report(line.getParseResult().asCommandLineList().getLast(), 1,
                    "memory: needs more than there is (" + e.getMessage()
                            + "); take less at once, as shorter texts or a smaller batch, or hold weights in --dtype q8_0");
        }
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        // A misspelt option is reported as such, not as a missing one.
        String message = line.getUnmatchedArguments().isEmpty() ? sentence(e.getMessage()) : unknown(line);
        return report(line, 2, message + "; see " + line.getCommandSpec().qualifiedName() + " --help");
    }

    private static int report(CommandLine line, int code, String sentence) {
        if (line.getCommand() instanceof Subcommand command) {
            command.report(sentence, code, line.getErr());
        } else {
            line.getErr().println("error: " + sentence);
        }
        return code;
    }

    /// The unknown argument and the nearest known one.
    private static String unknown(CommandLine line) {
        List<String> unmatched = line.getUnmatchedArguments();
        String kind = unmatched.getFirst().startsWith("-")
                ? "option"
                : line.getSubcommands().isEmpty() ? "argument" : "command";
        return "unknown " + kind + " " + unmatched.getFirst()
                + new UnmatchedArgumentException(line, unmatched).getSuggestions().stream().findFirst()
                        .map(near -> " (did you mean " + near + "?)").orElse("");
    }

    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        boolean foreseen = e instanceof T2lException || e instanceof IllegalArgumentException;
        boolean verbose = line.getCommand() instanceof Subcommand command && command.common.verbose();
        if (verbose || !foreseen) e.printStackTrace(line.getErr());
        return report(line, 1, foreseen ? line(withOptions(e.getMessage())) : "t2l has a fault: " + e);
    }

    private static String line(String message) {
        return String.join("; ", message.strip().lines().toList());
    }

    /// A sentence of picocli on one line, in lower case as after a colon.
    private static String sentence(String message) {
        String line = line(message);
        boolean word = line.length() > 1 && Character.isLowerCase(line.charAt(1));
        return word ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
    }
}
