package t2l.hypernet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import t2l.tensor.T2lException;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;
import t2l.transformer.hub.HubCache;

/// The hypernetwork of a model for which none is named: the model's own, the directory `t2l` in it, else the built-in one for models
/// of its sizes.
public final class DefaultNetwork {
    private DefaultNetwork() {}

    /// Its name; empty if there is none.
    ///
    /// @param model  `builtin:NAME`, or what [HubCache#path] finds
    /// @param config its sizes
    public static Optional<String> find(String model, DecoderConfig config) {
        if (BuiltinNetworks.NAMES.contains(model)) {
            return Optional.of(model);
        }
        Optional<String> own = Builtin.is(model)
                ? Optional.empty()
                : Optional.of(HubCache.path(model).resolve("t2l")).filter(Files::isDirectory).map(Path::toString);
        return own.or(() -> BuiltinNetworks.fitting(config));
    }

    /// Its name; throws [T2lException] if there is none.
    public static String require(String model, DecoderConfig config) {
        return find(model, config).orElseThrow(() -> new T2lException(model
                + ": needs a hypernetwork to make adapters of descriptions, there is no directory t2l in it and none built"
                + " in for such a model; name one in the setting hypernetwork"));
    }
}
