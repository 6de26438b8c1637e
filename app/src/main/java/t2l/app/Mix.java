package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// `t2l mix`: averages adapters factor by factor, like the baselines of Text-to-LoRA (t2l-spec §10).
@Command(name = "mix", description = "Average adapters, factor by factor.",
        footer = {"",
            "The result has the rank of one adapter; its update is not the sum of the updates. To add updates, use"
                    + " several --adapter options in other commands. Adapters must have the same rank, scale and targets.",
            "", "Example:",
            "  t2l mix --adapters oracles/ --out average/", "  t2l mix --adapter a/:1 --adapter b/:3 --out mostly-b/"})
final class Mix extends Subcommand {
    @Option(names = "--adapter", paramLabel = "ADAPTER[:WEIGHT]", converter = ModelOptions.Source.Converter.class,
            order = 1, description = "A PEFT directory and its weight (default: 1); weights are normalised.")
    private List<ModelOptions.Source> named = List.of();

    @Option(names = "--adapters", paramLabel = "DIR", order = 2,
            description = "All PEFT directories in DIR, with weight 1.")
    private Optional<Path> directory;

    @Mixin
    private ChatTemplateOption template;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 10, description = "Directory for the result.")
    private Path to;

    @Option(names = "--force", order = 11, description = "Replace an earlier result.")
    private boolean force;

    @Override
    protected void run(Out out) throws IOException {
        List<ModelOptions.Source> sources = new ArrayList<>(named);
        if (directory.isPresent()) {
            sources.addAll(inside(directory.get()));
        }
        if (sources.size() < 2) {
            throw usage("--adapter: needs at least two adapters, got " + sources.size());
        }
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                var output = new OutputDirectory(to, force)) {
            Optional<ChatTemplate> shared = ChatTemplate.choose("--adapter", template.template(),
                    ModelOptions.templates(sources));
            List<Lora> loras = sources.stream().map(source -> LoraFile.read(source.path(), arena)).toList();
            write(loras, sources.stream().map(ModelOptions.Source::strength).toList(), shared, output.path(), kernels);
            output.commit();
        }
        out.result(Json.object("path", to.toString(), "adapters", sources.size()), to.toString());
    }

    private static List<ModelOptions.Source> inside(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(LoraFile::is).sorted().map(path -> new ModelOptions.Source(path, 1)).toList();
        } catch (IOException e) {
            throw new T2lException("--adapters: needs a directory of adapters, " + (Files.exists(directory)
                    ? directory + " cannot be read as one"
                    : "there is none called " + directory + "; check the path"), e);
        }
    }

    private void write(List<Lora> loras, List<Double> weights, Optional<ChatTemplate> template, Path place,
            Kernels kernels) {
        double sum = weights.stream().mapToDouble(w -> w).sum();
        if (!(sum != 0)) {
            throw usage("--adapter: needs weights whose sum is not 0");
        }
        List<Blend.Weighted> parts = new ArrayList<>();
        for (int i = 0; i < loras.size(); i++) {
            parts.add(new Blend.Weighted(loras.get(i), weights.get(i) / sum));
        }
        try (Arena arena = Arena.ofShared()) {
            LoraFile.replace(place, Blend.factors(parts, kernels, arena), template);
        }
    }
}
