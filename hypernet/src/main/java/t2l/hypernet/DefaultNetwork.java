package t2l.hypernet;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;
import t2l.transformer.hub.HubCache;

/// The hypernetwork of a model for which none is named: the model's own, the directory `t2l` in it, else the built-in one for
/// models of its sizes.
public final class DefaultNetwork {
    /// The one for whoever names neither a hypernetwork nor a model.
    public static final String USUAL = "builtin:tiny";

    /// Those that are part of the program. Each has the `config.json` of the model that it adapts.
    static final List<String> BUILTIN = List.of(USUAL, "builtin:smollm2-135m");

    private DefaultNetwork() {}

    /// Its name; empty if there is none.
    ///
    /// @param model  `builtin:NAME`, or what [HubCache#path] finds
    /// @param config its sizes
    public static Optional<String> find(String model, DecoderConfig config) {
        if (BUILTIN.contains(model)) {
            return Optional.of(model);
        }
        Optional<String> own = Builtin.is(model)
                ? Optional.empty()
                : Optional.of(HubCache.path(model).resolve("t2l")).filter(Files::isDirectory).map(Path::toString);
        return own.or(() -> fitting(config));
    }

    /// Its name; throws [T2lException] if there is none.
    public static String require(String model, DecoderConfig config) {
        return find(model, config).orElseThrow(() -> new T2lException(model
                + ": needs a hypernetwork to make adapters of descriptions, there is no directory t2l in it and none built"
                + " in for such a model; name one in the setting hypernetwork"));
    }

    /// The name of the built-in one that adapts models with the sizes of `model`, if there is one.
    static Optional<String> fitting(DecoderConfig model) {
        return BUILTIN.stream().filter(name -> Read.SIZES.get(name).equals(Sizes.of(model))).findFirst();
    }

    /// Read when they are first asked for, once.
    private static final class Read {
        static final Map<String, Sizes> SIZES = BUILTIN.stream()
                .collect(Collectors.toMap(name -> name, name -> Sizes.of(Builtin.config(name))));
    }

    /// What models must have in common to be adapted alike.
    private record Sizes(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
            int headWidth, int positions, double theta) {
        static Sizes of(DecoderConfig c) {
            return new Sizes(c.vocabulary(), c.width(), c.hidden(), c.layers(), c.heads(), c.keyValueHeads(),
                    c.headWidth(), c.positions(), c.theta());
        }
    }
}
