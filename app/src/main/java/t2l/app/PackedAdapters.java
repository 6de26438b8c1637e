package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.*;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.*;
import t2l.transformer.lora.*;

/// `t2l adapters`: lists, verifies and takes out adapters of packs.
@Command(name = "adapters",
        description = "List, verify or extract the adapters in a pack.",
        footer = {"",
            "PACK is a folder of packs with its manifest.json, or one pack. Other commands accept an adapter in it as"
                    + " --adapter PACK/ID.",
            "", "Example:",
            "  t2l adapters packs/ --verify",
            "  t2l adapters packs/ french sort --out some/"})
final class PackedAdapters extends Subcommand {
    @Parameters(index = "0", paramLabel = "PACK", description = "A folder of packs, or a pack.")
    private Path pack;

    @Parameters(index = "1..*", paramLabel = "ID", description = "Adapters to list or extract (default: all).")
    private List<String> ids = List.of();

    @Option(names = "--out", paramLabel = "DIR", order = 1, description = "Extract adapters to DIR/ID.")
    private Optional<Path> to;

    @Option(names = "--force", order = 2, description = "Replace an earlier result.")
    private boolean force;

    @Option(names = "--format", paramLabel = "NAME", converter = Format.AdapterName.class,
            completionCandidates = Format.AdapterName.class, order = 3,
            description = "${COMPLETION-CANDIDATES}; with gguf, files DIR/ID.gguf (default: peft).")
    private Format format = Format.PEFT;

    @Option(names = "--model", paramLabel = "MODEL", order = 4,
            description = "The base model of --format gguf; only its config.json is read.")
    private Optional<String> model;

    @Option(names = "--verify", order = 5, description = "Check all hashes.")
    private boolean verify;

    @Override
    protected void run(Out out) throws IOException {
        if (format == Format.GGUF && (model.isEmpty() || to.isEmpty())) {
            throw usage("--format gguf: needs --out, and the base model in --model");
        }
        try (Arena arena = Arena.ofShared()) {
            AdapterPacks packs = AdapterPacks.open(pack, arena);
            if (verify) {
                packs.verify();
                out.say("adapters: all hashes are right");
            }
            List<AdapterPack.Entry> chosen = chosen(packs);
            if (to.isPresent()) {
                extract(packs, chosen, out);
            } else if (!verify || !ids.isEmpty()) {
                chosen.forEach(entry -> show(entry, out));
            }
        }
    }

    private List<AdapterPack.Entry> chosen(AdapterPacks packs) {
        if (ids.isEmpty()) {
            return packs.entries().toList();
        }
        return ids.stream().distinct().map(id -> packs.entry(id).orElseThrow(() -> new T2lException(
                pack + ": needs an adapter called " + id + ", has none; t2l adapters lists them"))).toList();
    }

    private void extract(AdapterPacks packs, List<AdapterPack.Entry> chosen, Out out) throws IOException {
        Optional<DecoderConfig> base = model.map(name -> Builtin.open(name, Checkpoint::config));
        try (OutputDirectory output = new OutputDirectory(to.orElseThrow(), force)) {
            for (AdapterPack.Entry entry : chosen) {
                try (Arena arena = Arena.ofShared()) {
                    Lora lora = packs.read(entry.id(), arena);
                    if (format == Format.GGUF) {
                        GgufLora.replace(output.path().resolve(entry.id() + ".gguf"), lora, base.orElseThrow(),
                                entry.description().isEmpty() ? entry.id() : entry.description());
                    } else {
                        LoraFile.replace(Files.createDirectory(output.path().resolve(entry.id())), format.said(lora));
                    }
                }
            }
            output.commit();
        }
        chosen.forEach(entry -> {
            String place = to.orElseThrow().resolve(entry.id() + (format == Format.GGUF ? ".gguf" : "")).toString();
            out.result(Json.object("id", entry.id(), "adapter", place, "format", format.toString()), place);
        });
    }

    private static void show(AdapterPack.Entry entry, Out out) {
        out.result(Json.object("id", entry.id(), "describe", entry.description(), "sha256", entry.sha256(), "bytes",
                entry.bytes()), Printable.escaped(entry.id() + "  " + entry.bytes() + "  " + entry.description()));
    }
}
