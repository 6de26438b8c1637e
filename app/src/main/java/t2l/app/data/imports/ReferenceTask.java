package t2l.app.data.imports;

import module java.base;
import t2l.app.data.rows.DatasetFolder;
import t2l.app.data.rows.SplitExpression;
import t2l.hypernet.YamlFile;
import t2l.hypernet.data.TaskFolder;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.hub.HubCache;
import t2l.transformer.hub.HubName;

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
            String files = text(arguments, "data_files").filter(name -> !name.startsWith("[") && !name.startsWith("{"))
                    .orElseThrow(() -> arguments.wrong("data_files", "the name of a file or a folder",
                            arguments.find("data_files").orElse("none")));
            return DatasetFolder.open(data.map(root -> root.resolve(files)).orElse(Path.of(files)), Optional.empty());
        }
        return DatasetFolder.open(place(arguments.where(), path), text(arguments, "name"));
    }

    private Path place(String where, String path) {
        List<Path> places = data.stream().flatMap(root -> Stream.of(root.resolve(path),
                root.resolve(path.substring(path.lastIndexOf('/') + 1)), root.resolve(folder.getFileName()))).toList();
        return places.stream().filter(Files::exists).findFirst()
                .or(() -> HubName.of(path).flatMap(name -> cache.find(HubCache.Kind.DATASET, name)))
                .orElseThrow(
                        () -> new T2lException(where + ": " + path + " is neither in --data nor in the cache of the"
                                + " hub" + HubName.of(path).map(name -> "; t2l pull " + name
                                        + " --type dataset would fetch it").orElse("")));
    }
}
