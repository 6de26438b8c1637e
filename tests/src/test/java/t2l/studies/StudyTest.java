package t2l.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import t2l.cli.CommonOptions;
import t2l.cli.Out;
import t2l.demo.suite.Experiment;
import t2l.demo.suite.ExperimentRunner;
import t2l.demo.suite.Task;
import t2l.demo.suite.Trial;
import t2l.hypernet.train.SftRun;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;

/// A run of the study, with as little work as can be.
class StudyTest {
    @TempDir
    private Path place;

    @Test
    void wrongOptionsAreRefusedByName() {
        refuses("--out", 2);
        refuses("--only: needs some of base, t2l, x, multi_task, ", 2, "--only", "y", "--out", place + "/study");
        refuses("--resume: needs " + place.resolve("study/outcomes.jsonl"), 1, "--resume", "--out",
                place + "/study");
    }

    private static void refuses(String names, int code, String... options) {
        var err = new StringWriter();
        CommandLine line = new CommandLine(new MeasuredSuite()).setErr(new PrintWriter(err, true));
        line.getCommandSpec().version("t2l");
        line.setExecutionExceptionHandler((e, itself, _) -> {
            itself.getErr().println(e.getMessage());
            return 1;
        });
        assertEquals(code, line.execute(options), err::toString);
        assertTrue(err.toString().contains(names), err.toString());
    }

    /// Two steps change little; every set of the one-hot run is asked all the same.
    @Test
    void theOneHotAblationAsksTrainedTasksByNumbers() {
        var options = new CommonOptions();
        new CommandLine(options).parseArgs("--quiet", "--threads", "2", "--backend", "simd");
        try (Parallel threads = new Parallel(2);
                var out = new Out(options);
                var runner = new ExperimentRunner(out, options)) {
            Kernels kernels = Backends.open("simd", threads);
            try (LanguageModel base = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                    var experiment = new Experiment(kernels, base.decoder(), base.format(), (_, _, _) -> {
                        throw new IllegalStateException("no description is read");
                    })) {
                Study study = new Study(experiment, SftRun.arguments().with(Map.of("steps", 2, "model_dir", "")));
                Outcome outcome = study.parts(List.of(42L)).stream().filter(part -> part.run().equals("one_hot"))
                        .findFirst().orElseThrow().work().apply(runner);
                assertEquals(List.of("seen", "seen/any", "seen/nonsense"),
                        outcome.cells().stream().map(Cell::set).toList());
                List<String> seen = Trial.seen(experiment.suite()).stream().map(Task::name).toList();
                for (Cell cell : outcome.cells()) {
                    assertEquals(seen, List.copyOf(cell.shares().keySet()));
                }
                List<Cell> cells = outcome.cells();
                assertEquals(3 * cells.getFirst().items(), cells.getLast().items());
                assertTrue(Targets.load().tables().stream().flatMap(table -> table.lines().stream())
                        .filter(line -> line.run().equals("one_hot")).flatMap(line -> line.cells().values().stream())
                        .allMatch(target -> cells.stream().anyMatch(cell -> cell.set().equals(target.set()))));
            }
        }
    }
}
