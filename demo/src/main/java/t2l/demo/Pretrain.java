package t2l.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.cli.Out;
import t2l.cli.RankedCommand;
import t2l.cli.training.LearningPlots;
import t2l.cli.training.RunOptions;
import t2l.cli.training.TrainingLoop;
import t2l.demo.suite.Suite;
import t2l.demo.suite.TinyBase;
import t2l.hypernet.Arguments;
import t2l.hypernet.YamlFile;
import t2l.hypernet.train.Optimisation;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;

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

    private static final Map<String, Object> DEFAULTS = Map.of("steps", 3400, "sequences", 40, "length", 96, "rate",
            3e-3, "warmup", 100, "hold", 0.65);

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
        Map<String, Object> given = new TreeMap<>(config.map(YamlFile::mapping).orElse(Map.of()));
        int shards = sharded(new Arguments(config.map(Path::toString).orElse("pretrain"), given), SHARDS).reader()
                .count(Optimisation.SHARDS_NAME, 0);
        given.remove(Optimisation.SHARDS_NAME);
        TinyBase.Recipe recipe = recipe(given);
        place.prepare(ranks);
        try (Arena arena = Arena.ofShared(); Kernels kernels = kernels()) {
            TinyBase.Run run = TinyBase.start(kernels, ranks, recipe, shards, arena);
            try (var trainer = run.trainer()) {
                if (new TrainingLoop(out, "pretraining", place, 500).run(run, Optional.empty(), _ -> {})) {
                    place.finish("model", "Learning the language of the mini suite", LearningPlots.CROSS_ENTROPY,
                            () -> TinyBase.write(place.directory(), trainer.values(), kernels), out, ranks);
                }
            }
        }
    }

    private TinyBase.Recipe recipe(Map<String, Object> given) {
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(DEFAULTS.keySet());
        if (!unknown.isEmpty()) {
            throw new T2lException(
                    config.orElseThrow() + ": needs some of " + new TreeSet<>(DEFAULTS.keySet()) + ", got " + unknown);
        }
        return recipe(name -> number(given, name), common.seed());
    }

    /// The default recipe.
    public static TinyBase.Recipe usual(long seed) {
        return recipe(name -> ((Number) DEFAULTS.get(name)).doubleValue(), seed);
    }

    private static TinyBase.Recipe recipe(ToDoubleFunction<String> number, long seed) {
        return new TinyBase.Recipe((long) number.applyAsDouble("steps"), (int) number.applyAsDouble("sequences"),
                (int) number.applyAsDouble("length"), number.applyAsDouble("rate"),
                (long) number.applyAsDouble("warmup"), number.applyAsDouble("hold"), seed);
    }

    private double number(Map<String, Object> given, String name) {
        if (given.getOrDefault(name, DEFAULTS.get(name)) instanceof Number n && n.doubleValue() >= 0) {
            return n.doubleValue();
        }
        throw new T2lException(
                config.orElseThrow() + ": " + name + ": needs a number of at least 0, got " + given.get(name));
    }
}
