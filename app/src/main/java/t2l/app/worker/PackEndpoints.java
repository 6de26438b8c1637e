package t2l.app.worker;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.Endpoint;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;

/// Packs of adapters: `pack`, `list` and `manifest`. They need no model.
final class PackEndpoints {
    /// The endpoints, by their names.
    ///
    /// @param madeBy what manifests say of the maker: version and fingerprint
    static Map<String, Endpoint> all(Map<String, String> madeBy) {
        return Map.of("pack", (fields, _) -> pack(fields), "list", (fields, _) -> list(fields), "manifest",
                (fields, _) -> manifest(fields, madeBy));
    }

    private static Endpoint.Reply pack(Source fields) {
        Path directory = fields.file("out");
        Path spool = fields.file("spool");
        String config = fields.text(Handover.CONFIG);
        List<Source> adapters = fields.objects("adapters");
        return Endpoint.Reply.whole(out -> {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment all = mapped(spool, arena);
                List<AdapterPack.Packed> parts = adapters.stream().map(each -> part(each, all)).toList();
                out.accept(AdapterPack.write(made(directory), config, parts).json());
            }
        });
    }

    private static AdapterPack.Packed part(Source adapter, MemorySegment spool) {
        long offset = adapter.wholeFrom("offset", 0);
        long bytes = adapter.wholeFrom("bytes", 1);
        if (bytes > spool.byteSize() - offset) {
            throw adapter.wrong("offset", "a place with " + bytes + " bytes behind it in the spool, which has "
                    + spool.byteSize(), offset);
        }
        return new AdapterPack.Packed(new AdapterPack.Entry(adapter.text("id"), adapter.text("describe", ""),
                adapter.text("sha256"), bytes), spool.asSlice(offset, bytes));
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be made: " + WholeFile.reason(e), e);
        }
    }

    private static MemorySegment mapped(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new T2lException(file + ": needs a spool of adapters, cannot be read: " + WholeFile.reason(e), e);
        }
    }

    private static Endpoint.Reply list(Source fields) {
        Path pack = fields.file("pack");
        return Endpoint.Reply.whole(out -> {
            try (Arena arena = Arena.ofShared()) {
                out.accept(Json.object("adapters", AdapterPacks.open(pack, arena).entries().map(each -> Json.object(
                        "id", each.id(), "describe", each.description(), "sha256", each.sha256(), "bytes",
                        each.bytes())).toList()));
            }
        });
    }

    private static Endpoint.Reply manifest(Source fields, Map<String, String> madeBy) {
        PackManifest.Failed failed = fields.object("failed")
                .map(some -> new PackManifest.Failed(some.text("sha256"), some.count("lines")))
                .orElse(PackManifest.Failed.NONE);
        PackManifest manifest = new PackManifest(madeBy,
                fields.objects("packs").stream().map(PackManifest.Pack::of).toList(), failed);
        Optional<Path> to = fields.findText("out").map(_ -> fields.file("out").resolve(PackManifest.FILE));
        return Endpoint.Reply.whole(out -> {
            to.ifPresent(file -> WholeFile.replace(file, manifest.text()));
            out.accept(Json.object(to.isPresent() ? "out" : "manifest",
                    to.map(Path::toString).orElseGet(manifest::text), "adapters", manifest.adapters()));
        });
    }
}
