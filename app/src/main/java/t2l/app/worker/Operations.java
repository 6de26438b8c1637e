package t2l.app.worker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import t2l.Adapter;
import t2l.Settings;
import t2l.app.AnswerOutput;
import t2l.app.eval.OneTask;
import t2l.app.train.OneOracle;
import t2l.cli.Json;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TextToLora;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TokenPairs;
import t2l.hypernet.eval.EvalTask;
import t2l.hypernet.eval.Likelihood;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Answer;
import t2l.transformer.lora.AdapterPacks;
import t2l.transformer.lora.PackEntry;
import t2l.transformer.lora.PackManifest;
import t2l.transformer.lora.PackWriter;
import t2l.transformer.template.PromptFormat;

/// What a line may ask for. docs/cluster.md has the fields of each.
final class Operations {
    private static final Set<String> ADAPTED = Set.of("adapter", "describe");

    private static final String ID = "id";

    private final WorkerModels models;
    private final Settings settings;
    private final Optional<OneOracle> oracles;
    private final Map<String, String> madeBy;
    private final int answerTokens;
    private final Handover handover = new Handover();
    private final Map<String, Operation> all = new TreeMap<>();

    /// What a line becomes: the answer's fields. Throws [T2lException] or [IllegalArgumentException] with a sentence for it.
    @FunctionalInterface
    private interface Work {
        /// @param arena for what is needed until the answer is there
        Map<String, Object> answer(Source line, Arena arena);
    }

    /// @param fields that it takes, besides `id` and `op`
    private record Operation(Set<String> fields, Work work) {}

    /// @param settings     of completions
    /// @param oracles      trains adapters, if there is a model
    /// @param madeBy       what manifests say of the maker: version and fingerprint
    /// @param answerTokens the longest answer in an evaluation
    Operations(WorkerModels models, Settings settings, Optional<OneOracle> oracles, Map<String, String> madeBy,
            int answerTokens) {
        this.models = models;
        this.settings = settings;
        this.oracles = oracles;
        this.madeBy = Map.copyOf(madeBy);
        this.answerTokens = answerTokens;
        add("about", Set.of(), (_, _) -> about());
        add("generate", with(Handover.FIELDS, "describe"), this::generate);
        add("complete", with(ADAPTED, "prompt"), this::complete);
        add("score", with(ADAPTED, "prompt", "answer"), this::score);
        add("eval", with(ADAPTED, "task", "limit"), this::eval);
        add("oracle", with(Handover.FIELDS, "task"), (line, _) -> oracle(line));
        add("pack", Set.of("out", "spool", Handover.CONFIG, "adapters"), this::pack);
        add("list", Set.of("pack"), Operations::list);
        add("manifest", Set.of("packs", "failed", "out"), (line, _) -> manifest(line));
    }

    private void add(String name, Set<String> fields, Work work) {
        all.put(name, new Operation(fields, work));
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> fields = new HashSet<>(some);
        fields.addAll(List.of(more));
        return fields;
    }

    /// The id of a line, which comes back with the answer, if it has a good one.
    static Optional<Object> id(Source line) {
        return line.find(ID).filter(id -> id instanceof String || id instanceof Integer || id instanceof Long);
    }

    /// The fields of the answer to a line. Throws [T2lException] or [IllegalArgumentException] with a sentence.
    Map<String, Object> answer(Source line) {
        if (id(line).isEmpty()) {
            throw line.wrong(ID, "a text or a whole number", line.find(ID).orElse("none"));
        }
        String op = line.text("op");
        Operation operation = Optional.ofNullable(all.get(op)).orElseThrow(() -> line.wrong("op",
                "one of " + String.join(", ", all.keySet()), op));
        operation.fields().forEach(line::find);
        line.end(op);
        try (Arena arena = Arena.ofShared()) {
            return operation.work().answer(line, arena);
        }
    }

    private Map<String, Object> about() {
        Map<String, Object> about = Json.object("version", madeBy.get("version"), "fingerprint",
                madeBy.get("fingerprint"), "window", LineLoop.WINDOW);
        models.network().ifPresent(network -> about.put("generated_bytes", bytes(network.config())));
        oracles.ifPresent(trained -> about.put("oracle_bytes", trained.bytes()));
        return about;
    }

    /// The bytes of the factors that a hypernetwork writes.
    private static long bytes(HyperConfig config) {
        return config.targets().stream().mapToLong(t -> (long) t.in() + t.out()).sum() * config.rank().r()
                * config.layers() * Float.BYTES;
    }

    private Map<String, Object> generate(Source line, Arena arena) {
        TextToLora.Generated made = models.made(line.text("describe"), arena);
        Map<String, Object> answer = handover.give(made.lora(), made.template(), line);
        made.place().map(TaskAtlas.Place::outside).ifPresent(outside -> answer.put("outside", outside));
        return answer;
    }

    private Map<String, Object> complete(Source line, Arena arena) {
        String prompt = line.text("prompt");
        Adapter adapter = models.adapter(line, arena);
        try (Answer answer = models.t2l().stream(prompt, adapter, settings)) {
            answer.forEach(_ -> {});
            Map<String, Object> result = AnswerOutput.result(answer, true);
            result.remove("tokens_per_second"); // an answer depends on its line alone
            return result;
        }
    }

    private Map<String, Object> score(Source line, Arena arena) {
        var pair = new TaskData.Pair(line.text("prompt"), List.of(line.text("answer")));
        Adapter adapter = models.adapter(line, arena);
        TokenPairs pairs = Likelihood.pairs(line.where(), models.model(), models.t2l().format(adapter),
                List.of(pair), false);
        return models.alone(() -> {
            try (Likelihood likelihood = new Likelihood(models.model().decoder(), models.kernels())) {
                return likelihood.score(pairs, 0, 1, adapter.lora()::adapter).getFirst().facts();
            }
        });
    }

    private Map<String, Object> eval(Source line, Arena arena) {
        EvalTask task = OneTask.read(line.file("task"));
        EvalTask asked = line.find("limit").isPresent()
                ? task.limited(Math.toIntExact(Math.min(Integer.MAX_VALUE, line.wholeFrom("limit", 1))))
                : task;
        models.model().format();
        Adapter adapter = models.adapter(line, arena);
        PromptFormat format = models.t2l().format(adapter);
        return models.alone(
                () -> OneTask.ask(asked, models.model(), format, adapter.lora(), answerTokens, models.kernels()));
    }

    private Map<String, Object> oracle(Source line) {
        OneOracle trained = oracles.orElseThrow(() -> new T2lException(
                "worker: needs a model to train adapters for; start it with --model"));
        TaskData task = OneOracle.read(line.file("task"));
        return models.alone(() -> trained.train(task, models.kernels(), (lora, loss) -> {
            Map<String, Object> answer = handover.give(lora, trained.template(), line);
            answer.put("task", task.name());
            answer.put("loss", loss);
            return answer;
        }));
    }

    private Map<String, Object> pack(Source line, Arena arena) {
        Path directory = line.file("out");
        MemorySegment spool = mapped(line.file("spool"), arena);
        List<PackWriter.Part> parts = line.objects("adapters").stream().map(each -> {
            long offset = each.wholeFrom("offset", 0);
            long bytes = each.wholeFrom("bytes", 1);
            if (bytes > spool.byteSize() - offset) {
                throw each.wrong("bytes", "at most " + spool.byteSize() + " up to its end, as the spool has",
                        offset + bytes);
            }
            return new PackWriter.Part(new PackEntry(each.text("id"), each.text("describe", ""), each.text("sha256"),
                    bytes), spool.asSlice(offset, bytes));
        }).toList();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be made: " + WholeFile.reason(e), e);
        }
        return PackWriter.write(directory, line.text(Handover.CONFIG), parts).json();
    }

    private static MemorySegment mapped(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw new T2lException(file + ": needs a spool of adapters, cannot be read: " + WholeFile.reason(e), e);
        }
    }

    private static Map<String, Object> list(Source line, Arena arena) {
        return Json.object("adapters", AdapterPacks.open(line.file("pack"), arena).entries()
                .map(each -> Json.object("id", each.id(), "describe", each.description(), "sha256", each.sha256(),
                        "bytes",
                        each.bytes()))
                .toList());
    }

    private Map<String, Object> manifest(Source line) {
        PackManifest.Failed failed = line.object("failed")
                .map(some -> new PackManifest.Failed(some.text("sha256"), some.count("lines")))
                .orElse(PackManifest.Failed.NONE);
        PackManifest manifest = new PackManifest(madeBy,
                line.objects("packs").stream().map(PackManifest.Pack::of).toList(), failed);
        if (line.findText("out").isPresent()) {
            Path file = line.file("out").resolve(PackManifest.FILE);
            WholeFile.replace(file, manifest.text());
            return Json.object("out", file.toString(), "adapters", manifest.adapters());
        }
        return Json.object("manifest", manifest.text(), "adapters", manifest.adapters());
    }
}
