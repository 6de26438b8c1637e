package t2l.spark;

import picocli.CommandLine;
import picocli.CommandLine.*;
import picocli.CommandLine.Help.Ansi;

/// The application that `spark-submit` starts. Exit code 0: success; 1: the work failed, with one sentence on stderr; 2: wrong
/// usage.
@Command(name = "t2l-spark", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "JOB",
        description = "Adapters and evaluations in bulk, by processes of t2l.jar.",
        subcommands = {GenerateJob.class, OracleJob.class, EvalJob.class})
public final class SparkMain {
    private SparkMain() {}

    /// Runs a job; ends the process only if it failed, because a cluster takes any other end for a failure.
    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String... args) {
        CommandLine line = new CommandLine(new SparkMain());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setParameterExceptionHandler(SparkMain::wrongUsage);
        line.setExecutionExceptionHandler((e, _, _) -> failed(e));
        return args.length == 0 ? line.execute("--help") : line.execute(args);
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        System.err.println("error: " + e.getMessage().lines().findFirst().orElse("") + "; see "
                + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return 2;
    }

    /// What an executor has to say comes wrapped in what Spark makes of it.
    private static int failed(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BulkException foreseen) {
                System.err.println("error: " + foreseen.getMessage());
                return 1;
            }
        }
        e.printStackTrace();
        System.err.println("error: spark: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        return 1;
    }
}
