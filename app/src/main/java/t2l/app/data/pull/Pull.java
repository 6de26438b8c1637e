package t2l.app.data.pull;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.data.http.Wire;
import t2l.app.data.http.Wire.Patience;
import t2l.app.data.pull.BlobDownload.Snapshot;
import t2l.app.data.pull.HubClient.HubFile;
import t2l.tensor.T2lException;
import t2l.transformer.hub.*;
import t2l.transformer.hub.HubCache.Kind;

/// `t2l pull`: fetches models, adapters or data sets.
@Command(name = "pull",
        description = "Download models, adapters, hypernetworks or data sets from Hugging Face's hub.",
        footer = {"",
            "Downloads go to the cache of huggingface_hub; --model, --encoder, --adapter and --t2l find them there by"
                    + " name. Existing files are not downloaded again, and interrupted downloads resume.",
            "The variables HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_ENDPOINT and HF_HUB_OFFLINE have the same meaning as in"
                    + " huggingface_hub.",
            "", "Example:",
            "  t2l pull HuggingFaceTB/SmolLM2-135M-Instruct",
            "  t2l pull --names oracles.txt",
            "  t2l pull SakanaAI/text-to-lora --include 'trained_t2l/gemma_2b_t2l/*'",
            "  t2l pull --type dataset \\",
            "      Lots-of-LoRAs/task022_cosmosqa_passage_inappropriate_binary"})
public final class Pull extends Subcommand {
    private static final long MEGABYTE = 1_000_000;

    private final Map<String, String> variables;
    private final HubCache cache;
    private final Patience patience;

    @Parameters(paramLabel = "OWNER/NAME[@REVISION]", description = "The repositories.")
    private List<String> repositories = List.of();

    @Option(names = "--names", paramLabel = "FILE", order = 0,
            description = "A file with the names of more repositories, each on a line.")
    private Optional<Path> list;

    @Option(names = "--type", paramLabel = "TYPE", defaultValue = "model", order = 1,
            description = "The type of the repository: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private RepositoryType type;

    @Option(names = "--include", paramLabel = "GLOB", order = 2,
            description = "The files to download; may be repeated (default: those for other commands).")
    private List<String> include = List.of();

    public Pull() {
        this(System.getenv(), HubCache.standard(), Patience.FOR_FILES);
    }

    Pull(Map<String, String> variables, HubCache cache, Patience patience) {
        this.variables = variables;
        this.cache = cache;
        this.patience = patience;
    }

    @Override
    protected void run(Out out) {
        List<HubName> names = Stream.concat(repositories.stream().map(repository -> name("pull", repository)),
                list.stream().flatMap(this::lines)).toList();
        if (names.isEmpty()) {
            throw usage("pull: needs OWNER/NAME or --names, got neither");
        }
        names.forEach(name -> pull(name, out));
    }

    private HubName name(String where, String repository) {
        return HubName.of(repository).filter(named -> named.inside().isEmpty()).orElseThrow(
                () -> usage(where + ": needs OWNER/NAME or OWNER/NAME@REVISION, got " + repository));
    }

    private Stream<HubName> lines(Path file) {
        return TextLines.read("--names", file).stream().map(line -> name("--names " + file, line));
    }

    private void pull(HubName name, Out out) {
        if (variables.getOrDefault("HF_HUB_OFFLINE", "").toLowerCase(Locale.ROOT).matches("1|on|yes|true")) {
            throw new T2lException("pull: HF_HUB_OFFLINE is set, so nothing is fetched"
                    + cache.find(type.kind, name).map(path -> "; the cache has " + path).orElse("") + "; unset it");
        }
        Wire wire = new Wire(endpoint(), variable("HF_TOKEN"), patience, out::stopping);
        HubClient hub = new HubClient(wire, type.kind, name);
        HubClient.Commit commit = hub.commit();
        List<String> paths = type.chosen(commit.paths(), include);
        if (paths.isEmpty()) {
            throw new T2lException(name + ": needs files " + (include.isEmpty()
                    ? "that the other commands read"
                    : "like " + String.join(", ", include)) + ", has none among its " + commit.paths().size()
                    + "; name some with --include");
        }
        Path place = fetch(hub, commit.id(), paths, out);
        out.result(Json.object("path", place.toString(), "commit", commit.id(), "files", paths), place.toString());
    }

    private Path fetch(HubClient hub, String commit, List<String> paths, Out out) {
        HubName name = hub.name();
        Kind kind = hub.kind();
        Path home = cache.repository(kind, name);
        List<HubFile> files = paths.stream().map(path -> hub.file(commit, path)).toList();
        List<Path> blobs = new ArrayList<>();
        long all = files.stream().mapToLong(HubFile::size).sum();
        try (Progress progress = out.progress("MB", Math.max(1, all / MEGABYTE))) {
            long before = 0;
            for (HubFile file : files) {
                long start = before;
                blobs.add(new BlobDownload(hub, commit, file, home.resolve("blobs"),
                        done -> progress.at((start + done) / MEGABYTE, file.path())).get());
                before += file.size();
            }
        }
        // Only now, so that a snapshot never lacks files because a pull was interrupted.
        Path place = cache.snapshot(kind, name, commit);
        for (int i = 0; i < files.size(); i++) {
            new Snapshot(place).put(files.get(i).path(), blobs.get(i));
        }
        if (!name.branch().equals(commit)) {
            cache.remember(kind, name, commit);
        }
        return place;
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private URI endpoint() {
        String usual = "https://huggingface.co";
        return Wire.server("HF_ENDPOINT", usual, variable("HF_ENDPOINT").orElse(usual));
    }

    /// What a repository holds, and which of its files the commands of this program read.
    private enum RepositoryType {
        MODEL(Kind.MODEL, "config.json generation_config.json model.safetensors model-?????-of-?????.safetensors"
                + " model.safetensors.index.json tokenizer.json tokenizer_config.json chat_template.jinja modules.json"
                + " 1_Pooling/config.json sentence_bert_config.json"),
        /// A PEFT adapter, or a hypernetwork.
        ADAPTER(Kind.MODEL, "adapter_config.json adapter_model.safetensors args.yaml config.json hypermod.pt"
                + " hypermod.safetensors tasks.safetensors"),
        DATASET(Kind.DATASET, "*.json *.jsonl *.csv *.tsv");

        private final Kind kind;
        /// Patterns, separated by spaces.
        private final String read;

        RepositoryType(Kind kind, String read) {
            this.kind = kind;
            this.read = read;
        }

        /// The paths to fetch: those that match one of `globs`, or if there are none, those that are read. As in
        /// huggingface_hub, `*` stands for any characters, `/` included, and `?` for one.
        List<String> chosen(List<String> paths, List<String> globs) {
            List<Pattern> wanted = (globs.isEmpty() ? List.of(read.split(" ")) : globs).stream().map(RepositoryType::pattern).toList();
            return paths.stream().filter(path -> wanted.stream().anyMatch(each -> each.matcher(path).matches())).toList();
        }

        private static Pattern pattern(String glob) {
            return Pattern.compile(glob.codePoints().mapToObj(c -> switch (c) {
                case '*' -> ".*";
                case '?' -> ".";
                default -> Pattern.quote(Character.toString(c));
            }).collect(Collectors.joining()), Pattern.DOTALL);
        }
    }
}
