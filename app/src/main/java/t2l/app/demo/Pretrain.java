package t2l.app.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.app.console.Out;
import t2l.app.console.RankedCommand;
import t2l.app.suite.Suite;
import t2l.app.suite.TinyBase;
import t2l.app.train.LearningPlots;
import t2l.app.train.RunOptions;
import t2l.app.train.TrainingLoop;
import t2l.hypernet.Arguments;
import t2l.hypernet.train.Optimisation;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;

/// `t2l pretrain`: pretrains the tiny base model.
@Command(name = "pretrain", description = "Pretrain the tiny language model of the mini suite.", footer = {"",
    "The result is a Hugging Face directory. FILE is YAML with any of: steps, sequences, length,"
            + " rate, warmup, hold, shards.",
    "", "builtin:tiny was created by", "  t2l pretrain --out tiny/",
    "", "Example:",
    "  t2l pretrain --config short.yaml --out tiny/ --seed 7"})
public final class Pretrain extends RankedCommand {
    /// Divide the 40 rows of a step.
    private static final int SHARDS = 8;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings that differ from the defaults.")
    private Optional<Path> config;

    @Option(names = "--data", paramLabel = "NAME", defaultValue = Suite.NAME,
            description = "Training data: builtin:suite (default: ${DEFAULT-VALUE}).")
    private String data;

    @Mixin
    private RunOptions place;

    @Override
    public void run(Out out, Ranks ranks) throws IOException {
        if (!data.equals(Suite.NAME)) {
            throw usage("--data: needs " + Suite.NAME + ", got " + data);
        }
        Arguments given = config.map(Arguments::read).orElseGet(() -> new Arguments("pretrain", Map.of()));
        Source settings = sharded(given, SHARDS).reader();
        int shards = settings.size(Optimisation.SHARDS_NAME, 0);
        TinyBase.Recipe recipe = recipe(settings, common.seed());
        settings.end(Arguments.TRAINING);
        try (Arena arena = Arena.ofShared(); Kernels kernels = kernels()) {
            place.prepare(ranks);
            TinyBase.Run run = TinyBase.start(kernels, ranks, recipe, shards, arena);
            try (var trainer = run.trainer()) {
                if (new TrainingLoop(out, "pretraining", place, 500).run(run, Optional.empty(), _ -> {})) {
                    place.finish("model", "Learning the language of the mini suite", LearningPlots.CROSS_ENTROPY,
                            () -> TinyBase.write(place.directory(), trainer.values(), kernels), out, ranks);
                }
            }
        } finally {
            place.leave();
        }
    }

    /// The default recipe.
    public static TinyBase.Recipe usual(long seed) {
        return recipe(new Arguments("pretrain", Map.of()).reader(), seed);
    }

    private static TinyBase.Recipe recipe(Source settings, long seed) {
        return new TinyBase.Recipe(settings.size("steps", 3400), settings.size("sequences", 40),
                settings.size("length", 96), settings.number("rate", 0, 1).orElse(3e-3), settings.size("warmup", 100),
                settings.number("hold", 0, 1).orElse(0.65), seed);
    }
}
