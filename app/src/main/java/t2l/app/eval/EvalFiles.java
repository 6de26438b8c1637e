package t2l.app.eval;

import module java.base;
import t2l.hypernet.data.TaskFolder;
import t2l.hypernet.eval.Benchmark;
import t2l.hypernet.eval.EvalTask;
import t2l.tensor.T2lException;

/// Tasks in files: benchmarks, which their names tell, other `.jsonl` files, and task folders.
final class EvalFiles {
    private static final String ENDING = ".jsonl";

    private EvalFiles() {}

    /// The file or folder of a task in a directory, if it is there.
    static Optional<Path> named(Path directory, String name) {
        return inside(directory).stream()
                .filter(path -> stem(path).equals(name) || (isFileOf(path, name) && !trains(path))).findFirst();
    }

    private static boolean isFileOf(Path path, String name) {
        return path.toString().endsWith(ENDING) && stem(path).startsWith(name + "-");
    }

    private static boolean trains(Path path) {
        return stem(path).contains("-train");
    }

    private static String stem(Path path) {
        return path.getFileName().toString().replaceFirst("\\.jsonl$", "");
    }

    private static List<Path> inside(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            throw new T2lException(directory + ": needs a directory of tasks, which cannot be listed here", e);
        }
    }

    /// The tasks in a file, in a task folder, or in a directory of both. Throws [T2lException] if there are none, or one is
    /// wrong.
    ///
    /// @param option   that names the path, in error messages
    /// @param examples whether worked examples will be shown
    static List<EvalTask> read(String option, Path path, boolean examples) {
        if (TaskFolder.is(path)) {
            return List.of(EvalTask.read(TaskFolder.read(path)));
        }
        if (Files.isRegularFile(path)) {
            Optional<Benchmark> benchmark = Benchmark.all().values().stream()
                    .filter(b -> stem(path).equals(b.name()) || isFileOf(path, b.name())).findFirst();
            return List.of(benchmark.isPresent() ? read(benchmark.get(), path, examples) : EvalTask.read(path));
        }
        List<EvalTask> all = inside(path).stream()
                .filter(p -> TaskFolder.is(p) || (p.toString().endsWith(ENDING) && !trains(p)))
                .flatMap(p -> read(option, p, examples).stream()).toList();
        if (all.isEmpty()) {
            throw new T2lException(
                    option + ": " + path + ": needs .jsonl files or task folders, has none; name the directory"
                            + " that holds them");
        }
        return all;
    }

    private static EvalTask read(Benchmark benchmark, Path file, boolean examples) {
        Path directory = file.toAbsolutePath().getParent();
        Optional<Path> training = inside(directory).stream()
                .filter(path -> isFileOf(path, benchmark.name()) && trains(path)).findFirst();
        return benchmark.task(file, training, examples);
    }
}
