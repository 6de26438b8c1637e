package t2l.serve;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import t2l.Adapter;
import t2l.T2l;
import t2l.serve.adapter.Published;
import t2l.serve.http.AccessRule;
import t2l.serve.http.Limits;
import t2l.tensor.T2lException;
import t2l.transformer.lora.AdapterPacks;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.template.ChatTemplate;

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
    /// The adapters to publish, by the names of their directories or by their ids in packs. Throws [T2lException] if one cannot
    /// be read or is for another model; of packs, only the first is tried. A hidden directory is one that is being written.
    Published published(T2l t2l) {
        if (adapters.isPresent() && AdapterPacks.is(adapters.get())) {
            return Published.of(t2l, AdapterPacks.open(adapters.get(), Arena.ofAuto()), adapterBytes);
        }
        Map<String, Adapter> all = new TreeMap<>();
        for (Path directory : directories()) {
            String name = directory.getFileName().toString();
            all.put(name, t2l.adapter(name, LoraFile.read(directory, Arena.ofAuto()), ChatTemplate.read(directory)));
        }
        return Published.of(all);
    }

    private List<Path> directories() {
        if (adapters.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(adapters.get())) {
            return inside.filter(LoraFile::is).filter(each -> !each.getFileName().toString().startsWith(".")).toList();
        } catch (IOException e) {
            throw new T2lException("--adapters: needs a directory of adapters or packs, got " + adapters.get() + ": "
                    + e.getMessage(), e);
        }
    }
}
