package t2l.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import t2l.Adapter;
import t2l.T2l;
import t2l.serve.http.AccessRule;
import t2l.serve.http.Limits;
import t2l.tensor.T2lException;
import t2l.transformer.lora.LoraFile;

/// How a server is set up.
///
/// @param model        its name on the command line
/// @param adapters     a directory of adapters to publish
/// @param host         the address to listen on
/// @param port         0 for any that is free
/// @param adapterBytes memory for adapters that were made
/// @param logPrompts   whether texts go to the log
record ServeSettings(String model, Optional<Path> adapters, String host, int port, AccessRule access, Limits limits,
        long adapterBytes, boolean logPrompts) {
    /// The adapters to publish, by the names of their directories. Throws [T2lException] if one cannot be read or is for
    /// another model.
    Map<String, Adapter> published(T2l t2l) {
        Map<String, Adapter> all = new TreeMap<>();
        for (Path directory : directories()) {
            all.put(directory.getFileName().toString(), t2l.adapter(directory));
        }
        return all;
    }

    private List<Path> directories() {
        if (adapters.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(adapters.get())) {
            return inside.filter(LoraFile::is).toList();
        } catch (IOException e) {
            throw new T2lException("--adapters: needs a directory of adapters, got " + adapters.get() + ": "
                    + e.getMessage(), e);
        }
    }
}
