package t2l.serve.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.Settings;
import t2l.serve.adapter.AdapterWish;
import t2l.serve.http.Fields;
import t2l.transformer.generate.Sampler;

/// What a request asks of the model that writes: the fields that chat and completions have in common.
///
/// @param adapter  empty for the base model
/// @param settings of the first choice; each further one draws from the next seed
/// @param choices  `n`
/// @param stream   whether pieces are sent as they are written
/// @param usage    whether a stream ends with the number of tokens
record Writing(Optional<AdapterWish> adapter, Settings settings, int choices, boolean stream, boolean usage) {
    private static final double STRONGEST = 2;
    private static final double BIAS = 100;
    /// Most alternatives to a token that are reported, as OpenAI's.
    static final int MOST_LIKELY = 20;
    private static final int MOST_CHOICES = 16;
    private static final int MOST_STOPS = 16;

    /// Takes its fields.
    ///
    /// @param tokens that may be written
    /// @param scores of each token, see [Settings#scores]
    static Writing of(Fields fields, int tokens, int scores, Service service) {
        Optional<AdapterWish> adapter = ModelName.adapter(fields, service);
        fields.text("user"); // accepted, and used for nothing
        boolean stream = fields.flag("stream");
        boolean usage = fields.object("stream_options").map(options -> {
            boolean wanted = options.flag("include_usage");
            options.end();
            return wanted;
        }).orElse(false);
        return new Writing(adapter, settings(fields, service).maxTokens(tokens).scores(scores),
                fields.count("n", 1, MOST_CHOICES).orElse(1), stream, usage);
    }

    private static Settings settings(Fields fields, Service service) {
        Settings plain = Settings.DEFAULT.stop(stops(fields).toArray(String[]::new));
        return plain.sampling(plain.sampling().bias(bias(fields, service)))
                .temperature(fields.number("temperature", 0, 2).orElse(1))
                .topP(Math.max(1e-9, fields.number("top_p", 0, 1).orElse(1)))
                .seed(fields.find("seed").map(Writing::seed).orElseGet(() -> random(service)));
    }

    private static Sampler.Bias bias(Fields fields, Service service) {
        double frequency = fields.number("frequency_penalty", -STRONGEST, STRONGEST).orElse(0);
        double presence = fields.number("presence_penalty", -STRONGEST, STRONGEST).orElse(0);
        Map<Integer, Double> tokens = new HashMap<>();
        fields.object("logit_bias").ifPresent(bias -> bias.each((name, value) -> tokens.put(
                token(bias.path(name), name, service), Fields.number(bias.path(name), value, -BIAS, BIAS))));
        return frequency == 0 && presence == 0 && tokens.isEmpty()
                ? Sampler.Bias.NONE
                : new Sampler.Bias(frequency, presence, tokens);
    }

    private static int token(String path, String name, Service service) {
        int vocabulary = service.t2l().model().config().vocabulary();
        if (!name.matches("\\d{1,9}") || Integer.parseInt(name) >= vocabulary) {
            throw Fields.wrong(path, "the id of a token, from 0 to " + (vocabulary - 1), name);
        }
        return Integer.parseInt(name);
    }

    private static long seed(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw Fields.wrong("seed", "a whole number", value);
    }

    private static long random(Service service) {
        return Long.parseUnsignedLong(service.marks().names().get(), 0, 16, 16);
    }

    private static List<String> stops(Fields fields) {
        List<?> all = fields.find("stop").map(some -> some instanceof List<?> list ? list : List.of(some))
                .orElse(List.of());
        if (all.size() > MOST_STOPS) {
            throw Fields.wrong("stop", "at most " + MOST_STOPS + " texts", all.size());
        }
        return all.stream().map(each -> Fields.text("stop", each)).toList();
    }

    /// The settings of choice `i`.
    Settings settings(int i) {
        return settings.seed(settings.sampling().seed() + i);
    }
}
