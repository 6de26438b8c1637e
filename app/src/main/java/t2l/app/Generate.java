package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.app.console.*;
import t2l.hypernet.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.*;
import t2l.transformer.lora.*;

/// `t2l generate`: descriptions in, adapters out.
@Command(name = "generate",
        description = "Generate adapters from descriptions of tasks.",
        footer = {"",
            "Writes the adapter of a single description to --out, adapters of several to subdirectories 1, 2, ….", "",
            "Example:", "  t2l generate --describe \"Sort the words.\" --out sort/"})
final class Generate extends Subcommand {
    private static final String GGUF_FILE = "adapter.gguf";

    @Option(names = "--describe", paramLabel = "TEXT", order = 1, description = "A task, in words; may be repeated.")
    private List<String> given = List.of();

    @Option(names = "--describe-file", paramLabel = "FILE", order = 2, description = "Descriptions, one per line.")
    private Optional<Path> file;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 3,
            description = "Directory for the adapters.")
    private Path to;

    @Option(names = "--force", order = 4, description = "Replace an earlier result.")
    private boolean force;

    @Option(names = "--format", paramLabel = "NAME", converter = Format.AdapterName.class,
            completionCandidates = Format.AdapterName.class, order = 5,
            description = "${COMPLETION-CANDIDATES}; peft-plain is for readers without rsLoRA, gguf for llama.cpp (default: peft).")
    private Format format = Format.PEFT;

    @Mixin
    private ExampleOptions examples;

    @Mixin
    private HypernetOptions hypernet;

    @Option(names = "--model", paramLabel = "MODEL", order = 20,
            description = "The base model, to find its hypernetwork, to check that the adapters fit, or to sharpen them on examples.")
    private Optional<String> model;

    @Override
    protected void run(Out out) throws IOException {
        List<String> descriptions = descriptions();
        Optional<DecoderConfig> base = model.map(name -> Builtin.open(name, Checkpoint::config));
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                OutputDirectory output = new OutputDirectory(to, force)) {
            String network = model.filter(_ -> !hypernet.given()).map(name -> networkOf(name, kernels))
                    .orElseGet(hypernet::name);
            List<TextToLora.Generated> made = examples.given()
                    ? sharpened(descriptions, kernels, arena, out)
                    : generated(network, descriptions, kernels, arena, out);
            base.ifPresent(config -> made.forEach(each -> each.lora().requireFits(network, config)));
            for (int i = 0; i < made.size(); i++) {
                Path directory = Files.createDirectories(output.path().resolve(place(i, made.size())));
                write(directory, made.get(i), base);
            }
            output.commit();
            show(out, made);
        }
    }

    private String networkOf(String base, Kernels kernels) {
        try (LanguageModel open = LanguageModel.open(base, Optional.empty(), kernels)) {
            return hypernet.name(base, open.decoder());
        }
    }

    /// Warns about descriptions that are far from all training tasks.
    private List<TextToLora.Generated> generated(String network, List<String> descriptions, Kernels kernels,
            Arena arena, Out out) {
        try (TextToLora open = hypernet.open(network, kernels, out)) {
            List<TextToLora.Generated> made = open.generate(descriptions, arena);
            made.forEach(each -> each.warning(network).ifPresent(out::say));
            return made;
        }
    }

    private List<TextToLora.Generated> sharpened(List<String> descriptions, Kernels kernels, Arena arena, Out out) {
        String base = model
                .orElseThrow(() -> usage("--example: needs the base model in --model, through which the adapter"
                        + " is sharpened, got none"));
        try (T2l t2l = hypernet.builder(base, Optional.empty(), common, kernels).mapped().open()) {
            return descriptions.stream().map(text -> {
                Adapter made = ExampleOptions.make(t2l, new AdapterChoice.Described(text, examples.all()), out);
                return new TextToLora.Generated(text, made.lora().copy(kernels, arena), made.template(),
                        made.nearestTasks().isEmpty()
                                ? Optional.empty()
                                : Optional.of(new TaskAtlas.Nearness(made.nearestTasks(), made.outside())));
            }).toList();
        }
    }

    private List<String> descriptions() {
        List<String> all = new ArrayList<>(given);
        file.ifPresent(path -> all.addAll(TextLines.read("--describe-file", path)));
        if (all.isEmpty() && examples.given()) {
            return List.of("");
        }
        if (all.isEmpty()) {
            throw usage("generate: needs --describe or --describe-file with a description, got none");
        }
        return all;
    }

    /// The path below `--out` of the adapter for description `i` of `count`.
    private static String place(int i, int count) {
        return count == 1 ? "" : Integer.toString(i + 1);
    }

    private void write(Path directory, TextToLora.Generated made, Optional<DecoderConfig> base) {
        if (format == Format.GGUF) {
            GgufLora.replace(directory.resolve(GGUF_FILE), made.lora(),
                    base.or(hypernet::base).orElseThrow(() -> new T2lException("--format gguf: needs the base model's"
                            + " number of heads, which " + hypernet.name()
                            + " does not say; name the model in --model")),
                    made.description());
        } else {
            LoraFile.replace(directory, format.said(made.lora()), made.template());
        }
    }

    private void show(Out out, List<TextToLora.Generated> made) {
        for (int i = 0; i < made.size(); i++) {
            Path place = to.resolve(place(i, made.size()));
            String path = (format == Format.GGUF ? place.resolve(GGUF_FILE) : place).toString();
            Map<String, Object> result = Json.object("description", made.get(i).description(), "adapter", path,
                    "format", format.toString());
            made.get(i).place().ifPresent(where -> {
                result.put("out_of_distribution", where.outside());
                result.put("nearest_tasks", where.nearest().stream()
                        .map(near -> Map.of("task", near.task(), "cosine", near.cosine())).toList());
            });
            out.result(result, path);
        }
    }
}
