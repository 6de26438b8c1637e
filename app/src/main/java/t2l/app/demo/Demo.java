package t2l.app.demo;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.*;

/// `t2l demo`: the whole experiment in minutes, with the built-in tiny model.
@Command(name = "demo", description = "Train a hypernetwork on 328 small tasks, then test it on new ones.", footer = {
    "",
    "All results are computed in the run.", "", "Example:", "  t2l demo --out demo/"})
public final class Demo extends Subcommand {
    private static final String ENCODER = "builtin:minilm";

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "builtin:tiny",
            description = "The tiny model (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Write the report, the plots and the trained hypernetwork there.")
    private Optional<Path> to;

    @Option(names = "--quick", description = "A shorter demo: a minute and a half, without variant L.")
    private boolean quick;

    @Option(names = "--force", description = "Replace an earlier result.")
    private boolean force;

    @Override
    public void run(Out out) {
        Optional<OutputDirectory> directory = to.map(path -> new OutputDirectory(path, force));
        try (Kernels kernels = common.kernels();
                LanguageModel base = LanguageModel.open(model, common.held(), kernels);
                TextEncoder encoder = TextEncoder.open(ENCODER, Optional.empty(), kernels);
                DemoRun demo = new DemoRun(out, common, base, TaskEmbedder.of(encoder, ENCODER, kernels, out::say),
                        kernels, SftRun.arguments().with(Map.of("seed", common.seed(), "model_dir", model)),
                        quick ? DemoRun.Effort.QUICK : DemoRun.Effort.USUAL)) {
            Report report = demo.tell(version(), machine(kernels), directory.map(OutputDirectory::path));
            directory.ifPresent(place -> {
                report.write(place.path());
                place.commit();
                out.say("report, plots and the trained hypernetwork: " + to.orElseThrow());
            });
            out.result(report.json(), report.lines());
        } finally {
            directory.ifPresent(OutputDirectory::close);
        }
    }
}
