package t2l.app.data.describe;

import t2l.Adapter;
import t2l.Settings;
import t2l.T2l;

/// A language model that answers a request.
@FunctionalInterface
interface DescriptionWriter {
    /// What models here sample from: the most likely tokens with this total probability.
    double LIKELY = 0.95;

    /// The answer. Throws [t2l.tensor.T2lException] if there is none.
    ///
    /// @param seed of a model here, which gives the same answer to the same seed
    String answer(String request, long seed);

    /// A model here.
    ///
    /// @param tokens the most that an answer has
    static DescriptionWriter of(T2l model, double temperature, int tokens) {
        Settings settings = Settings.DEFAULT.maxTokens(tokens).temperature(temperature).topP(LIKELY);
        return (request, seed) -> model.complete(request, Adapter.NONE, settings.seed(seed));
    }
}
