package t2l.app.serve;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import t2l.T2l;
import t2l.app.serve.adapter.Published;
import t2l.app.serve.http.AccessRule;
import t2l.app.serve.http.Limits;
import t2l.transformer.lora.AdapterPacks;

/// How a server is set up.
///
/// @param model        its name on the command line
/// @param adapters     a directory of adapters to publish, or packs of them
/// @param host         the address to listen on
/// @param port         0 for any that is free
/// @param adapterBytes memory for adapters that were made, and as much for those of packs that were read
/// @param logPrompts   whether texts go to the log
record ServeSettings(String model, Optional<Path> adapters, String host, int port, AccessRule access, Limits limits,
        long adapterBytes, boolean logPrompts) {
    /// The adapters to publish, by the names of their directories or by their ids in packs. Throws [t2l.tensor.T2lException] if one
    /// is for another model; of packs, only the first is tried.
    ///
    /// @param warnings is told about one that cannot be read
    Published published(T2l t2l, Consumer<String> warnings) throws InterruptedException {
        if (adapters.isEmpty()) {
            return Published.of(Map.of());
        }
        return AdapterPacks.is(adapters.get())
                ? Published.of(t2l, AdapterPacks.open(adapters.get(), Arena.ofAuto()), adapterBytes, warnings)
                : Published.directories(t2l, adapters.get(), warnings);
    }
}
