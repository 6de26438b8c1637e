package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.*;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// `t2l export`: converts files between formats.
@Command(name = "export",
        description = "Convert an adapter, a model, a hypernetwork or a file of tensors.",
        footer = {"",
            "Converts adapters (PEFT directories or GGUF files) to peft, peft-plain (for readers without rsLoRA),"
                    + " peft-rslora or gguf. GGUF needs the base model, because the rows of q and k have another order.",
            "Converts models (Hugging Face directories or GGUF files) to gguf, with matrices in --dtype, if given;"
                    + " q4_k_m is the mix of q4_k and q6_k that llama.cpp calls Q4_K_M.",
            "Writes a built-in model unchanged, with its hypernetwork, with --format huggingface.",
            "Converts .pt files to safetensors.",
            "Converts hypernetworks to hypermod.safetensors, which also stores the order of the modules, with numbers in"
                    + " --dtype, if given.",
            "", "Example:",
            "  t2l export --in french/ --format gguf --model builtin:tiny --out french.gguf",
            "  t2l export --in SmolLM2-135M/ --format gguf --dtype q4_k_m --out q4_k_m.gguf",
            "  t2l export --in builtin:tiny --format huggingface --out tiny/",
            "  t2l export --in trained_t2l/ --format safetensors --out t2l/"})
final class Export extends Subcommand {
    @Option(names = "--in", required = true, paramLabel = "PATH", order = 1, description = "The input.")
    private String from;

    @Option(names = "--out", required = true, paramLabel = "PATH", order = 2, description = "The output.")
    private Path to;

    @Option(names = "--format", required = true, paramLabel = "NAME", order = 3,
            description = "${COMPLETION-CANDIDATES}.")
    private Format format;

    @Option(names = "--model", paramLabel = "MODEL", order = 4,
            description = "The base model of an adapter; only its sizes are read.")
    private Optional<String> model;

    @Option(names = "--no-tokenizer", order = 5, description = "Leave out the tokenizer of a model.")
    private boolean noTokenizer;

    @Option(names = "--force", order = 6, description = "Replace an earlier result.")
    private boolean force;

    @Override
    protected void run(Out out) throws IOException {
        Builtin.open(from, path -> {
            if (!Files.exists(path) && RunFolder.Place.find(path).isEmpty()) {
                throw new T2lException(
                        "--in: needs a file or a directory, there is nothing called " + from + "; check the path");
            }
            try (Arena arena = Arena.ofShared(); Kernels kernels = common.kernels()) {
                convert(path, kernels, out, arena);
            }
            return to;
        });
        out.result(Json.object("path", to.toString(), "format", format.toString()), to.toString());
    }

    private void convert(Path path, Kernels kernels, Out out, Arena arena) {
        if (RunFolder.Place.find(path).isPresent()) {
            hypernetwork(path, kernels, arena);
        } else if (LoraFile.is(path)) {
            adapter(path, LoraFile.read(path, arena));
        } else if (Files.exists(path.resolve("config.json"))) {
            model(path, kernels, out, arena);
        } else if (Files.isDirectory(path)) {
            throw unknown();
        } else {
            switch (TensorFile.map(path, arena)) {
                case Gguf file when Family.isAdapter(file) -> adapter(path, GgufLora.read(path, base(), arena));
                case Gguf _ -> model(path, kernels, out, arena);
                case TorchFile file -> torch(file);
                default -> throw unknown();
            }
        }
    }

    private T2lException unknown() {
        return new T2lException("--in: needs an adapter, a model, a hypernetwork or a .pt file, got " + from);
    }

    private void adapter(Path path, Lora lora) {
        switch (format) {
            case PEFT, PEFT_PLAIN, PEFT_RSLORA -> directory(
                    where -> LoraFile.replace(where, format.said(lora), ChatTemplate.read(path)));
            case GGUF -> {
                requireFree();
                DecoderConfig base = base();
                GgufLora.replace(to, lora, base, Builtin.label(from));
            }
            case SAFETENSORS, HUGGINGFACE ->
                throw usage("--format: needs peft, peft-plain, peft-rslora or gguf for an adapter, got " + format);
        }
    }

    private DecoderConfig base() {
        return Builtin.open(model.orElseThrow(() -> new T2lException("--model: needs the base model, whose number of"
                + " heads says in which order the rows of q and k stand in GGUF, got none")), Checkpoint::config);
    }

    private void directory(Consumer<Path> write) {
        try (OutputDirectory output = new OutputDirectory(to, force)) {
            write.accept(output.path());
            output.commit();
        }
    }

    private void hypernetwork(Path path, Kernels kernels, Arena arena) {
        if (format != Format.SAFETENSORS) {
            throw usage("--format: needs safetensors for a hypernetwork, got " + format);
        }
        HypermodFile file = HypermodFile.read(path, Optional.empty(), kernels, arena);
        directory(place -> {
            HypermodFile.write(place, file.arguments(), file.lora(), file.config(),
                    held(file.tensors(), kernels, arena));
            file.atlas().ifPresent(atlas -> atlas.write(place, kernels));
        });
    }

    /// The tensors in the type of `--dtype`, if it is given.
    private Map<String, Tensor> held(Map<String, Tensor> tensors, Kernels kernels, Arena arena) {
        if (common.held().isEmpty()) {
            return tensors;
        }
        DType type = common.held().get();
        if (type.quantised()) {
            throw usage(
                    "--dtype: needs f32, bf16 or f16 for a hypernetwork, got " + type.name().toLowerCase(Locale.ROOT));
        }
        Map<String, Tensor> all = new LinkedHashMap<>();
        tensors.forEach((name, t) -> all.put(name, WeightTypes.copy(t, type, kernels, arena)));
        return all;
    }

    private void model(Path path, Kernels kernels, Out out, Arena arena) {
        if (format == Format.HUGGINGFACE && Builtin.is(from)) {
            directory(place -> copy(path, place));
            return;
        }
        if (format != Format.GGUF) {
            throw usage("--format: needs gguf for a model, or huggingface for a built-in one, got " + format);
        }
        requireFree();
        GgufModel file = GgufModel.of(Checkpoint.open(path, arena), Builtin.label(from), !noTokenizer);
        write(file, to, common, kernels);
        file.difference().ifPresent(out::say);
    }

    /// Writes a model with its matrices in `--dtype`, if it is given.
    static void write(GgufModel model, Path to, CommonOptions common, Kernels kernels) {
        if (common.mixed()) {
            model.writeMixed(to, kernels);
        } else {
            model.write(to, common.held(), kernels);
        }
    }

    /// Copies all files below a directory.
    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path place = to.resolve(from.relativize(file).toString());
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        } catch (IOException e) {
            throw new T2lException(to + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    private void torch(TorchFile file) {
        if (format != Format.SAFETENSORS) {
            throw usage("--format: needs safetensors for a .pt file, got " + format);
        }
        requireFree();
        SafeTensors.replace(to, file.tensors(), file.raw(), Map.of("format", "pt"));
    }

    private void requireFree() {
        OutputDirectory.requireFree(to, force);
    }
}
