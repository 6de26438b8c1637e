package t2l.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import t2l.Settings;
import t2l.transformer.generate.Sampler;

/// How a model chooses its words and when it stops.
public final class SamplingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--max-tokens", paramLabel = "N", order = 30,
            description = "New tokens at most (default: ${DEFAULT-VALUE}).")
    private int most = 128;

    @Option(names = "--temperature", paramLabel = "T", order = 31,
            description = "0 takes the best token, 1 draws as the model thinks (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", order = 32,
            description = "Draw from the K best tokens; 0: from all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", order = 33,
            description = "Draw from the best tokens that together have probability P (default: ${DEFAULT-VALUE}).")
    private double topP = 1;

    @Option(names = "--min-p", paramLabel = "P", order = 34,
            description = "Draw from tokens at least P times as likely as the best (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(names = "--repeat-penalty", paramLabel = "R", order = 35,
            description = "Make tokens that occurred less likely; 1: do not (default: ${DEFAULT-VALUE}).")
    private double repeatPenalty = 1;

    @Option(names = "--stop", paramLabel = "TEXT", order = 36,
            description = "End before this text; several may be given.")
    private List<String> stops = List.of();

    @Option(names = "--ignore-eos", order = 37,
            description = "Go on after a token that ends the text.")
    private boolean ignoreEnds;

    /// What was asked for. Throws [ParameterException] if a number is out of range.
    public Settings settings(long seed) {
        try {
            return Settings.DEFAULT.maxTokens(most).stop(stops.toArray(String[]::new)).ignoreEnd(ignoreEnds)
                    .sampling(new Sampler.Settings(temperature, topK, topP, minP, repeatPenalty, seed));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
