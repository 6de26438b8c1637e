package t2l.app.demo;

import module java.base;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import t2l.app.console.Out;
import t2l.app.console.OutputDirectory;
import t2l.app.console.Subcommand;

import t2l.app.suite.Suite;
import t2l.hypernet.Arguments;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;

/// `t2l demo`: the whole experiment in minutes, with the built-in tiny model.
@Command(name = "demo", description = "Train a hypernetwork on 328 small tasks, then test it on new ones.",
        footer = {
            "",
            "All results are computed in the run.", "", "Example:", "  t2l demo --out demo/"})
public final class Demo extends Subcommand {
    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Write the report, the plots and the trained hypernetwork there.")
    private Optional<Path> to;

    @Option(names = "--quick", description = "A shorter version of a minute and a half, without variant L.")
    private boolean quick;

    @Option(names = "--force", description = "Replace an earlier result.")
    private boolean force;

    @Override
    public void run(Out out) {
        try (Kernels kernels = common.kernels(); var runner = new ExperimentRunner(out, common)) {
            story(out, runner, kernels);
        } catch (CancellationException _) {
            out.say("stopped");
        }
    }

    private void story(Out out, ExperimentRunner runner, Kernels kernels) {
        Optional<OutputDirectory> directory = to.map(path -> new OutputDirectory("--out", path, force));
        try {
            runner.open(model, Suite.load(), kernels, experiment -> show(out,
                    new DemoRun(out, runner, experiment, kernels, arguments(),
                            quick ? DemoRun.Effort.QUICK : DemoRun.Effort.USUAL)
                            .tell(version(), machine(kernels), directory.map(OutputDirectory::path)),
                    directory));
        } finally {
            directory.ifPresent(OutputDirectory::close);
        }
    }

    private Arguments arguments() {
        return SftRun.arguments().with(Map.of("seed", common.seed(), "model_dir", model));
    }

    private void show(Out out, Report report, Optional<OutputDirectory> directory) {
        if (directory.isPresent()) {
            report.write(directory.get().path());
            directory.get().commit();
            out.say("report, plots and the trained hypernetwork: " + to.orElseThrow());
        }
        out.result(report.json(), report.lines());
    }
}
