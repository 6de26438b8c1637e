package t2l.app;

import module java.base;
import t2l.app.console.Json;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.family.*;
import t2l.transformer.lora.*;

/// The content of a file or directory for `t2l inspect`: a model, an adapter, a hypernetwork, a task, or tensors. Includes
/// models that this program cannot run.
final class Contents {
    /// The content of `path`: usually one item, but a model may have a hypernetwork in its directory `t2l`. Throws
    /// [T2lException] if the content is unknown or damaged.
    static List<Map<String, Object>> of(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(file(path));
        }
        if (!Files.exists(path)) {
            throw new T2lException(
                    path + ": needs a file or a directory, there is nothing of that name; check the path");
        }
        List<Map<String, Object>> all = new ArrayList<>();
        Path builtIn = path.resolve("t2l");
        boolean network = Files.exists(builtIn.resolve(Arguments.FILE));
        if (Files.exists(path.resolve("config.json")) && !(network && TensorFile.ofModel(path).isEmpty())) {
            all.add(model(path));
        }
        if (LoraFile.is(path)) {
            all.add(Files.exists(path.resolve(Arguments.FILE)) ? hypernetwork(path) : adapter(path));
        }
        if (network) {
            all.add(hypernetwork(builtIn));
        }
        if (TaskFolder.is(path)) {
            all.add(task(TaskFolder.read(path)));
        }
        if (all.isEmpty()) {
            throw new T2lException(path
                    + ": needs a model (config.json), an adapter (adapter_config.json), a hypernetwork"
                    + " (args.yaml and adapter_config.json) or a task (metadata.yaml), has none of these; name the directory that has one");
        }
        return all;
    }

    /// With its first example, as a model reads and writes it.
    private static Map<String, Object> task(TaskFolder folder) {
        TaskData task = folder.data();
        Map<String, Object> facts = Json.object("kind", "task", "descriptions", (long) task.descriptions().size(),
                "first_description", task.descriptions().getFirst(), "train", (long) task.train().size(), "valid",
                (long) task.valid().size(), "test", (long) task.test().size());
        Stream.of(task.train(), task.valid(), task.test()).flatMap(List::stream).findFirst().ifPresent(
                pair -> facts
                        .putAll(Json.object("first_prompt", pair.prompt(), "first_answer", pair.answers().getFirst())));
        return facts;
    }

    private static Map<String, Object> file(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            TensorFile opened = TensorFile.map(file, arena);
            List<StoredTensor> tensors = StoredTensor.in(opened);
            if (!(opened instanceof Gguf gguf)) {
                return numbers(Json.object("kind", "tensors"), tensors);
            }
            boolean adapter = Family.isAdapter(gguf);
            String family = gguf.has("general.architecture") ? gguf.text("general.architecture") : "unknown";
            String kind = adapter ? "adapter" : encoder(family) ? "encoder" : "model";
            Map<String, Object> facts = Json.object("kind", kind, "family", family);
            if (adapter && gguf.has("adapter.lora.alpha")) {
                factors(facts, tensors, gguf.real("adapter.lora.alpha"));
            }
            if (kind.equals("model")) {
                sizes(facts, () -> Family.of(gguf).config(gguf));
            }
            return numbers(facts, tensors);
        }
    }

    /// Facts about a GGUF adapter from its tensors.
    private static void factors(Map<String, Object> facts, List<StoredTensor> tensors, double alpha) {
        List<StoredTensor> a = tensors.stream().filter(t -> t.name().endsWith(".weight.lora_a")).toList();
        facts.put("targets",
                a.stream().map(t -> t.name().replaceAll("\\.weight\\.lora_a$|^blk\\.\\d+\\.", "")).distinct().toList());
        facts.put("updates", a.size());
        List<Integer> ranks = a.stream().map(t -> t.shape().getFirst()).distinct().toList();
        facts.put("alpha", alpha);
        if (ranks.size() == 1) {
            facts.put("rank", ranks.getFirst());
            facts.put("scale", LoraConfig.scale(ranks.getFirst(), alpha, false));
        } else {
            facts.put("ranks", ranks);
        }
    }

    private static boolean encoder(String family) {
        return EncoderFamily.all().stream().anyMatch(f -> f.modelTypes().contains(family));
    }

    private static Map<String, Object> model(Path directory) {
        Source config = Source.read(directory.resolve("config.json"));
        String family = config.text("model_type", "unknown");
        Map<String, Object> facts = Json.object("kind", encoder(family) ? "encoder" : "model", "family", family);
        if (encoder(family) || !sizes(facts, () -> Checkpoint.config(directory))) {
            for (String size : List.of("vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                    "max_position_embeddings")) {
                config.find(size).ifPresent(value -> facts.put(size, value));
            }
        }
        Optional<Path> weights = TensorFile.ofModel(directory);
        if (weights.isEmpty()) {
            facts.put("weights", "none in this directory");
            return facts;
        }
        return numbers(facts, StoredTensor.in(weights.get()));
    }

    /// Returns whether this program can run the model; if not, says why.
    private static boolean sizes(Map<String, Object> facts, Supplier<DecoderConfig> model) {
        DecoderConfig c;
        try {
            c = model.get();
        } catch (T2lException e) {
            facts.put("cannot_be_run", e.getMessage());
            return false;
        }
        facts.putAll(Json.object("vocabulary", c.vocabulary(), "width", c.width(), "hidden", c.hidden(),
                "layers", c.layers(),
                "heads", c.heads(), "key_value_heads", c.keyValueHeads(), "head_width", c.headWidth(),
                "positions", c.positions(),
                "tied_embeddings", c.tied(),
                "cache_bytes_per_token", KvPages.bytes(DType.F32, c)));
        c.delta().ifPresent(_ -> facts.put("state_bytes_per_text", KvPages.stateBytes(DType.F32, c)));
        c.experts().ifPresent(experts -> facts.put("experts", experts.toString()));
        return true;
    }

    private static Map<String, Object> adapter(Path directory) {
        Map<String, Object> facts = Json.object("kind", "adapter");
        lora(facts, directory);
        Path weights = LoraFile.weights(directory);
        if (!Files.exists(weights)) {
            throw new T2lException(directory + ": needs " + weights.getFileName() + ", has only its configuration;"
                    + " copy the file from where the adapter was made");
        }
        return numbers(facts, StoredTensor.in(weights));
    }

    private static void lora(Map<String, Object> facts, Path directory) {
        Source config = Source.read(directory.resolve("adapter_config.json"));
        int rank = config.count("r");
        double alpha = config.number("lora_alpha");
        boolean rankStable = config.flag("use_rslora", false);
        facts.putAll(Json.object("base", config.text("base_model_name_or_path", ""),
                "targets", config.find("target_modules").orElse(List.of()),
                "rank", rank, "alpha", alpha, "rslora", rankStable,
                "scale", LoraConfig.scale(rank, alpha, rankStable)));
        for (String pattern : List.of("rank_pattern", "alpha_pattern")) {
            config.object(pattern).filter(p -> !p.values().isEmpty()).ifPresent(p -> facts.put(pattern, p.values()));
        }
        try {
            LoraFile.config(directory);
        } catch (T2lException e) {
            facts.put("cannot_be_applied", e.getMessage());
        }
    }

    private static Map<String, Object> hypernetwork(Path directory) {
        RunFolder.Place place = RunFolder.Place.of(directory);
        NetworkSettings settings = place.settings();
        Map<String, Object> facts = Json.object("kind", "hypernetwork", "variant",
                Variant.Preset.name(settings.variant(), settings.encoding()),
                "training", settings.method().name().toLowerCase(Locale.ROOT),
                "encoder", settings.encoder(), "latent", settings.latent(), "head_in", settings.head());
        lora(facts, directory);
        if (!Files.exists(place.weights())) {
            throw new T2lException(directory + ": needs hypermod.pt or hypermod.safetensors, has neither; copy the file"
                    + " from where the hypernetwork was trained");
        }
        List<StoredTensor> tensors = StoredTensor.in(place.weights()).stream()
                .filter(t -> !t.name().startsWith(RunFolder.OPTIMISER)).toList();
        tensors.stream().filter(t -> t.name().equals(settings.encoding().first())).findFirst()
                .ifPresent(t -> facts.put("embedding", t.shape().getLast()));
        return numbers(facts, tensors);
    }

    /// Adds the common facts: number of weights, their types and memory, and the tensors.
    private static Map<String, Object> numbers(Map<String, Object> facts, List<StoredTensor> tensors) {
        facts.put("parameters", tensors.stream().mapToLong(StoredTensor::size).sum());
        facts.put("types", StoredTensor.types(tensors));
        facts.put("memory_bytes", tensors.stream().mapToLong(StoredTensor::held).sum());
        facts.put("tensors", tensors.stream()
                .map(t -> Json.object("name", t.name(), "type", t.type(), "shape", t.shape())).toList());
        return facts;
    }
}
