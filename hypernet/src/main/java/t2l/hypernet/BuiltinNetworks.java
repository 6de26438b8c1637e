package t2l.hypernet;

import java.util.List;
import java.util.Optional;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;

/// The hypernetworks that are part of the program. Each has the `config.json` of the model that it adapts.
public final class BuiltinNetworks {
    /// The one for whoever names neither a hypernetwork nor a model.
    public static final String USUAL = "builtin:tiny";

    static final List<String> NAMES = List.of(USUAL);

    private BuiltinNetworks() {}

    /// The name of the one that adapts models with the sizes of `model`, if there is one.
    public static Optional<String> fitting(DecoderConfig model) {
        return NAMES.stream().filter(name -> Sizes.of(Builtin.config(name)).equals(Sizes.of(model))).findFirst();
    }

    /// What models must have in common to be adapted alike.
    private record Sizes(int vocabulary, int width, int hidden, int layers, int heads, int keyValueHeads,
            int headWidth) {
        static Sizes of(DecoderConfig c) {
            return new Sizes(c.vocabulary(), c.width(), c.hidden(), c.layers(), c.heads(), c.keyValueHeads(),
                    c.headWidth());
        }
    }
}
