package t2l.hypernet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;

/// The hypernetworks that are part of the program. Each has the `config.json` of the model that it adapts.
public final class BuiltinNetworks {
    /// The one for whoever names neither a hypernetwork nor a model.
    public static final String USUAL = "builtin:tiny";

    static final List<String> NAMES = List.of(USUAL, "builtin:smollm2-135m");

    private BuiltinNetworks() {}

    /// The name of the one that adapts models with the sizes of `model`, if there is one.
    static Optional<String> fitting(DecoderConfig model) {
        return NAMES.stream().filter(name -> Read.SIZES.get(name).equals(Sizes.of(model))).findFirst();
    }

    /// Read when they are first asked for, once.
    private static final class Read {
        static final Map<String, Sizes> SIZES = NAMES.stream()
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
