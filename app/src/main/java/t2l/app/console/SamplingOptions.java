package t2l.app.console;

import module java.base;
import picocli.CommandLine.*;
import picocli.CommandLine.Model.CommandSpec;
import t2l.transformer.generate.Sampler.Sampling;
import t2l.transformer.generate.Settings;

/// The options of sampling and of ending a text.
public final class SamplingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--max-tokens", paramLabel = "N", order = 30,
            description = "Maximum number of new tokens (default: ${DEFAULT-VALUE}).")
    private int most = 128;

    @Option(names = "--temperature", paramLabel = "T", order = 31,
            description = "Sampling temperature, from 0, greedy, to 2 (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", order = 32,
            description = "Sample from the K most likely tokens; 0 for all (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", order = 33,
            description = "Sample from the most likely tokens with total probability P (default: ${DEFAULT-VALUE}).")
    private double topP = Sampling.GREEDY.topP();

    @Option(names = "--min-p", paramLabel = "P", order = 34,
            description = "Sample from tokens at least P times as likely as the best (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(names = "--repeat-penalty", paramLabel = "R", order = 35,
            description = "Penalty on tokens that have occurred; 1 for none (default: ${DEFAULT-VALUE}).")
    private double repeatPenalty = Sampling.GREEDY.repeatPenalty();

    @Option(names = "--stop", paramLabel = "TEXT", order = 36, description = "Stop before this text; may be repeated.")
    private List<String> stops = List.of();

    @Option(names = "--ignore-eos", order = 37, description = "Continue after an end token.")
    private boolean ignoreEnds;

    /// The settings. Throws [ParameterException] if a number is out of range.
    public Settings settings(long seed) {
        return checked(spec, () -> Settings.DEFAULT.maxTokens(most).stop(stops.toArray(String[]::new))
                .ignoreEnd(ignoreEnds).sampling(new Sampling(temperature, topK, topP, minP, repeatPenalty, seed)));
    }

    /// What `made` returns. Throws [ParameterException] if a number is out of range.
    public static Settings checked(CommandSpec spec, Supplier<Settings> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) { // begins with the name of the value
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage().replace('_', '-'), e);
        }
    }
}
