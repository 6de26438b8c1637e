package t2l.app.data.rows;

import module java.base;
import t2l.tensor.T2lException;

/// The files of a data set: a file, or a repository of the hub. Names of files and
/// folders say which split and which configuration a file is of, as in `data/train-00000-of-00001.jsonl`,
/// `main/test/0000.csv` or `validation.jsonl`; a file that names no split is one of `train`.
///
/// @param root  a file or a directory
/// @param files the files with rows, in the order of their names
public record DatasetFolder(Path root, List<Path> files) {
    /// The words for each split, after its name.
    private static final List<List<String>> SPLITS = List.of(List.of("train", "training"),
            List.of("validation", "valid", "dev", "val"), List.of("test", "testing", "eval", "evaluation"));

    /// The data set at a path. Throws [T2lException] if there are no files with rows.
    ///
    /// @param configuration the files of one configuration, if folders or files have its name
    public static DatasetFolder open(Path root, Optional<String> configuration) {
        List<Path> files = files(root);
        if (files.isEmpty()) {
            throw new T2lException(root + ": needs files .jsonl, .json, .csv or .tsv, has none" + RowFile.ADVICE);
        }
        List<Path> chosen = configuration.map(name -> files.stream()
                .filter(file -> named(root.relativize(file).toString(), name)).toList()).orElse(List.of());
        return new DatasetFolder(root, chosen.isEmpty() ? files : chosen);
    }

    private static List<Path> files(Path root) {
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        try (Stream<Path> all = Files.walk(root)) {
            // What datasets and t2l write about the rows is not rows.
            return all.filter(file -> Files.isRegularFile(file) && RowFile.is(file)
                    && !file.getFileName().toString().matches("(dataset_infos?|state|dataset_dict|metadata)\\.json"))
                    .sorted().toList();
        } catch (IOException e) {
            throw new T2lException(root + ": needs a file or a directory, "
                    + (Files.exists(root) ? "which cannot be read" : "there is none; check the path"), e);
        }
    }

    /// Whether a path has a word, between characters that are not letters.
    private static boolean named(String path, String word) {
        return Pattern.compile("(?<![A-Za-z])" + Pattern.quote(word) + "(?![A-Za-z])").matcher(path).find();
    }

    private boolean isOf(Path file, String split) {
        return SPLITS.stream().filter(names -> names.contains(split)).findFirst().orElse(List.of(split)).stream()
                .anyMatch(name -> named(path(file), name));
    }

    private String path(Path file) {
        return file.equals(root) ? file.getFileName().toString() : root.relativize(file).toString();
    }

    private boolean isOfNone(Path file) {
        return SPLITS.stream().noneMatch(names -> isOf(file, names.getFirst()));
    }

    /// The files of a split.
    private List<Path> of(String split) {
        List<Path> named = files.stream().filter(file -> isOf(file, split)).toList();
        return named.isEmpty() && split.equals("train") ? files.stream().filter(this::isOfNone).toList() : named;
    }

    /// Whether it has a split.
    public boolean has(String split) {
        return !of(split).isEmpty();
    }

    /// The rows of a split. Throws [T2lException] if there are none.
    public List<Map<String, Object>> rows(String split) {
        List<Path> some = of(split);
        if (some.isEmpty()) {
            throw new T2lException(root + ": needs files of the split " + split + ", has "
                    + files.stream().map(this::path).limit(5).toList());
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        some.forEach(file -> rows.addAll(RowFile.read(file)));
        return rows;
    }
}
