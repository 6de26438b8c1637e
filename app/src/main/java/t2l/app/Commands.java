package t2l.app;

import module java.base;
import picocli.CommandLine;
import picocli.CommandLine.*;
import picocli.CommandLine.Model.*;
import t2l.app.console.*;
import t2l.app.data.describe.Describe;
import t2l.app.data.imports.Import;
import t2l.app.data.pull.Pull;
import t2l.app.demo.Demo;
import t2l.app.eval.Eval;
import t2l.app.serve.Serve;
import t2l.app.train.*;
import t2l.app.worker.Worker;

/// `t2l` without a command: lists the commands. A command of another jar on the class path, such as `bench`, is found
/// through [ServiceLoader].
@Command(name = "t2l",
        synopsisSubcommandLabel = "COMMAND",
        description = "Text-to-LoRA: describe a task in words and get an adapter that makes a language model perform it.",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footer = {"", "Run t2l COMMAND --help for the options of a command and an example.", "", "Example:",
            "  t2l demo"})
final class Commands implements Runnable {
    private static final List<Map.Entry<String, Supplier<Subcommand>>> COMMANDS = List.of(
            Map.entry("train", Train::new),
            Map.entry("lora", LoraTraining::new),
            Map.entry("mix", Mix::new),
            Map.entry("generate", Generate::new),
            Map.entry("complete", Complete::new),
            Map.entry("chat", Chat::new),
            Map.entry("score", Score::new),
            Map.entry("eval", Eval::new),
            Map.entry("logits", Logits::new),
            Map.entry("embed", Embed::new),
            Map.entry("tokenize", Tokenize::new),
            Map.entry("merge", MergeAdapter::new),
            Map.entry("serve", Serve::new),
            Map.entry("worker", Worker::new),
            Map.entry("map", TaskMap::new),
            Map.entry("export", Export::new),
            Map.entry("inspect", Inspect::new),
            Map.entry("demo", Demo::new),
            Map.entry("pull", Pull::new),
            Map.entry("import", Import::new),
            Map.entry("describe", Describe::new),
            Map.entry("learn", Learn::new));

    /// Commands that compute nothing, whose help is without the options for computing.
    private static final Set<String> PLAIN = Set.of("tokenize", "adapters", "inspect", "pull", "import", "learn");

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    boolean version;

    /// The command line for `args`: only with the command that they start with, because constructing the options of all
    /// commands takes longer than many of them run; with all commands, in the order of the help, if they start with
    /// none.
    static CommandLine line(String... args) {
        String asked = args.length == 0 ? "" : args[0];
        Map<String, Supplier<Subcommand>> commands = new LinkedHashMap<>();
        COMMANDS.forEach(command -> commands.put(command.getKey(), command.getValue()));
        if (!commands.containsKey(asked)) {
            ServiceLoader.load(Subcommand.class).stream().forEach(
                    found -> commands.put(found.type().getAnnotation(Command.class).name(), found));
        }
        if (commands.containsKey(asked)) {
            commands.keySet().retainAll(Set.of(asked));
        }
        CommandLine line = new CommandLine(new Commands());
        commands.forEach((name, command) -> line.addSubcommand(name, new CommandLine(command.get())));
        PLAIN.stream().map(line.getSubcommands()::get).filter(Objects::nonNull).map(CommandLine::getCommandSpec)
                .forEach(Commands::hideOptionsForComputing);
        return line.setUsageHelpWidth(80).setHelpFactory(Synopsis::new);
    }

    private static void hideOptionsForComputing(CommandSpec command) {
        for (String name : CommonOptions.FOR_COMPUTING) {
            OptionSpec option = command.findOption(name);
            command.remove(option);
            command.addOption(OptionSpec.builder(option).hidden(true).build());
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /// A command's help, whose first line only has required options.
    private static final class Synopsis extends Help {
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
}
