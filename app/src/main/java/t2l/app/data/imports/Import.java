package t2l.app.data.imports;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.data.rows.*;
import t2l.hypernet.*;
import t2l.hypernet.data.TaskFolder;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.hub.*;

/// `t2l import`: makes task folders of the tasks and data sets of others.
@Command(name = "import",
        description = "Make task folders of Text-to-LoRA's tasks, Super-NaturalInstructions, or data sets.",
        footer = {"",
            "With --tasks, imports the rows named in the ds_kwargs of each task, from --data or from the cache of t2l"
                    + " pull. Reports and skips tasks without rows.",
            "A SOURCE is a task of Super-NaturalInstructions (JSON), a data set of Lots-of-LoRAs, or with --prompt,"
                    + " --answer and --describe any rows in JSON, CSV or TSV: a file, a folder, or"
                    + " OWNER/NAME.",
            "", "Example:",
            "  t2l import --tasks text-to-lora/tasks --only 'lol_*' --out tasks/",
            "  t2l import task022_cosmosqa.json task033_winogrande.json --out tasks/",
            "  t2l import reviews.csv --prompt '{text}' --answer label \\",
            "      --describe 'Say whether a review is good or bad.' --out tasks/"})
public final class Import extends Subcommand {
    private final HubCache cache;

    @Parameters(arity = "0..*", paramLabel = "SOURCE", description = "Files, folders or data sets, one for each task.")
    private List<String> sources = List.of();

    @Option(names = "--tasks", paramLabel = "DIR", order = 1, description = "The reference's task folders.")
    private Optional<Path> tasks;

    @Option(names = "--data", paramLabel = "DIR", order = 2,
            description = "The folder of the data sets of --tasks, as OWNER/NAME or NAME.")
    private Optional<Path> data;

    @Option(names = "--only", paramLabel = "GLOB", order = 3,
            description = "The names of the tasks to import; may be repeated (default: all).")
    private List<String> only = List.of();

    @Option(names = "--prompt", paramLabel = "TEMPLATE", order = 4,
            description = "The user's text, with {column} for a value of a row.")
    private Optional<String> prompt;

    @Option(names = "--answer", paramLabel = "COLUMN", order = 5, description = "The column of the answer.")
    private Optional<String> answer;

    @Option(names = "--describe", paramLabel = "TEXT", order = 6,
            description = "A description of the task; may be repeated.")
    private List<String> descriptions = List.of();

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 7,
            description = "The directory of the task folders.")
    private Path to;

    @Option(names = "--force", order = 8, description = "Replace an earlier result.")
    private boolean force;

    public Import() {
        this(HubCache.standard());
    }

    Import(HubCache cache) {
        this.cache = cache;
    }

    @Override
    protected void run(Out out) {
        if (tasks.isPresent() != sources.isEmpty()) {
            throw usage("import: needs either SOURCE or --tasks, got " + (sources.isEmpty() ? "neither" : "both"));
        }
        descriptions.forEach(Descriptions::words);
        List<Map<String, Object>> done = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        try (OutputDirectory output = new OutputDirectory(to, force)) {
            for (Supplier<ImportedTask> each : tasks.map(this::folders).orElseGet(this::named)) {
                try {
                    ImportedTask task = each.get();
                    if (!names.add(task.name())) {
                        throw new T2lException(task.name() + ": needs a name of its own, there are two tasks of it");
                    }
                    task.write(output.path());
                    done.add(Json.object("task", task.name(), "rows", task.count()));
                } catch (T2lException e) {
                    if (sources.size() == 1) throw e;
                    out.error(e.getMessage() + " (left out)");
                }
            }
            if (done.isEmpty()) {
                throw new T2lException("import: needs a task with rows, found none");
            }
            output.commit();
        }
        out.result(Json.object("path", to.toString(), "tasks", done), to.toString());
    }

    /// The reference's tasks, filtered by name before anything of them is read.
    private List<Supplier<ImportedTask>> folders(Path directory) {
        List<PathMatcher> wanted = only.stream().map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(folder -> wanted.isEmpty()
                    || wanted.stream().anyMatch(glob -> glob.matches(folder.getFileName()))).filter(TaskFolder::is)
                    .sorted()
                    .<Supplier<ImportedTask>>map(folder -> () -> new ReferenceTask(folder, data, cache).read())
                    .toList();
        } catch (IOException e) {
            throw new T2lException("--tasks: needs a directory of task folders, " + directory + " cannot be listed", e);
        }
    }

    private List<Supplier<ImportedTask>> named() {
        return sources.stream().<Supplier<ImportedTask>>map(source -> () -> task(source)).toList();
    }

    private ImportedTask task(String source) {
        Path path = Files.exists(Path.of(source))
                ? Path.of(source)
                : HubName.of(source).flatMap(name -> cache.find(HubCache.Kind.DATASET, name))
                        .orElseThrow(
                                () -> new T2lException(source + ": needs a file, a folder or a data set in the cache"
                                        + " of the hub, there is none; check the path, or t2l pull it"));
        String name = Path.of(source).toAbsolutePath().normalize().getFileName().toString()
                .replaceFirst("\\.\\w+$", "");
        if (prompt.isEmpty() && NaturalInstructions.is(path)) {
            return NaturalInstructions.read(path, name);
        }
        var rows = ImportedTask.splits(DatasetFolder.open(path, Optional.empty()));
        if (prompt.isEmpty() && NaturalInstructions.are(rows)) {
            return NaturalInstructions.of(name, rows);
        }
        if (prompt.isEmpty() || answer.isEmpty() || descriptions.isEmpty()) {
            throw new T2lException(source + ": needs --prompt, --answer and --describe, because it is no task of"
                    + " Super-NaturalInstructions; it has the columns " + rows.values().stream().flatMap(List::stream)
                            .findFirst().map(Map::keySet).orElse(Set.of()));
        }
        return ImportedTask.of(name, descriptions, prompt.get(), answer.get(), rows);
    }

    /// A task of Text-to-LoRA: a folder whose `metadata.yaml` names its rows in `ds_kwargs`, the arguments of
    /// `datasets.load_dataset` (t2l-spec §12).
    ///
    /// @param data where data sets are looked for before the hub's cache
    record ReferenceTask(Path folder, Optional<Path> data, HubCache cache) {
        private static final Set<String> KNOWN = Set.of("path", "name", "split", "data_files", "trust_remote_code");
        /// The data sets that are only files.
        private static final Set<String> BUILDERS = Set.of("json", "csv", "parquet", "arrow");

        /// Reads the rows. The split of `ds_kwargs` is for training; validation and test rows are those that the data set has
        /// beside it. Throws [T2lException] if they are not here.
        ImportedTask read() {
            TaskFolder task = TaskFolder.read(folder);
            Path file = folder.resolve("metadata.yaml");
            Map<String, Object> metadata = YamlFile.mapping(file);
            Source arguments = Source.of(file.toString(), Source.Form.JSON, metadata).requireObject("ds_kwargs");
            KNOWN.forEach(arguments::find);
            arguments.end("an import");
            SplitExpression split = SplitExpression.of(arguments.where(), text(arguments, "split").orElse("train"));
            DatasetFolder dataset = dataset(arguments);
            Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();
            rows.put("train", split.rows(dataset));
            for (String other : List.of("validation", "test")) {
                if (dataset.has(other) && split.parts().stream().noneMatch(part -> part.split().equals(other))) {
                    rows.put(ImportedTask.file(other), dataset.rows(other));
                }
            }
            return new ImportedTask(task.name(), metadata, rows);
        }

        private static Optional<String> text(Source arguments, String name) {
            return arguments.find(name).map(String::valueOf);
        }

        private DatasetFolder dataset(Source arguments) {
            String path = arguments.need("path").toString();
            if (BUILDERS.contains(path)) {
                String files = text(arguments, "data_files")
                        .filter(name -> !name.startsWith("[") && !name.startsWith("{"))
                        .orElseThrow(() -> arguments.wrong("data_files", "the name of a file or a folder",
                                arguments.find("data_files").orElse("none")));
                return DatasetFolder.open(data.map(root -> root.resolve(files)).orElse(Path.of(files)),
                        Optional.empty());
            }
            return DatasetFolder.open(place(arguments.where(), path), text(arguments, "name"));
        }

        private Path place(String where, String path) {
            List<Path> places = data.stream().flatMap(root -> Stream.of(root.resolve(path),
                    root.resolve(path.substring(path.lastIndexOf('/') + 1)), root.resolve(folder.getFileName())))
                    .toList();
            return places.stream().filter(Files::exists).findFirst()
                    .or(() -> HubName.of(path).flatMap(name -> cache.find(HubCache.Kind.DATASET, name)))
                    .orElseThrow(
                            () -> new T2lException(where + ": " + path + " is neither in --data nor in the cache of the"
                                    + " hub" + HubName.of(path).map(name -> "; t2l pull " + name
                                            + " --type dataset would fetch it").orElse("")));
        }
    }
}
