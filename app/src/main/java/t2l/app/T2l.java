package t2l.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2l.app.bench.Bench;
import t2l.app.demo.Demo;
import t2l.app.eval.Eval;
import t2l.app.train.LoraTraining;
import t2l.app.train.Pretrain;
import t2l.app.train.Train;

/// `t2l` without a command: the list of commands.
@Command(name = "t2l",
        subcommands = {
            Demo.class,
            Pretrain.class,
            Train.class,
            LoraTraining.class,
            Mix.class,
            Generate.class,
            Complete.class,
            Chat.class,
            Score.class,
            Eval.class,
            Logits.class,
            Embed.class,
            Tokenize.class,
            MergeAdapter.class,
            Export.class,
            Inspect.class,
            Bench.class},
        synopsisSubcommandLabel = "COMMAND",
        description = "Text-to-LoRA: describe a task in words, get the adapter that makes a language model do it.",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footer = {"", "t2l COMMAND --help explains one command, with an example.", "Example:", "  t2l demo"})
final class T2l implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    boolean version;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
