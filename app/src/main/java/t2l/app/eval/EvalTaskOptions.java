package t2l.app.eval;

import module java.base;
import picocli.CommandLine.Option;
import t2l.app.console.Count;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.data.TaskFolder;
import t2l.hypernet.eval.*;
import t2l.tensor.T2lException;

/// `--tasks`, `--data` and the options that change questions.
final class EvalTaskOptions {
    @Option(names = "--tasks", required = true, split = ",", paramLabel = "NAME|DIR", order = 2,
            description = "Benchmarks by name, .jsonl files, directories of them or of task folders, or builtin:suite.")
    private List<String> tasks;

    @Option(names = "--data", paramLabel = "DIR", order = 3,
            description = "Where named tasks are: NAME.jsonl, NAME-*.jsonl, or a folder NAME.")
    private Optional<Path> data;

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, order = 4,
            description = "Only the first N questions of each task.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--use-icl", order = 20,
            description = "Put three worked examples before every question, for a .jsonl file as turns of the chat.")
    private boolean examples;

    @Option(names = "--use-task-desc", order = 21,
            description = "Put the task's first description before every question.")
    private boolean described;

    private final Map<String, Benchmark> benchmarks = Benchmark.all();

    /// All tasks. Throws [T2lException] if one is missing, or lacks the examples or descriptions to be put before its
    /// questions.
    List<EvalTask> read() {
        return tasks.stream().flatMap(name -> read(name).stream()).map(this::prepared).toList();
    }

    /// Whether descriptions stand before questions.
    boolean described() {
        return described;
    }

    /// The description of these options in results.
    Map<String, Object> settings() {
        return Map.of("use_icl", examples, "use_task_desc", described);
    }

    private EvalTask prepared(EvalTask task) {
        EvalTask prepared = task.limited(limit);
        if (examples && task.examples().isEmpty() && task.notes().isEmpty()) {
            throw new T2lException("--use-icl: " + task.name()
                    + ": needs lines with \"split\": \"train\" to show as examples, has none; add some or leave --use-icl out");
        }
        prepared = examples ? prepared.withExamples() : prepared;
        if (!described) {
            return prepared;
        }
        task.requireDescriptions("--use-task-desc");
        return prepared.withDescription();
    }

    private List<EvalTask> read(String name) {
        Optional<SuiteTasks> builtin = SuiteTasks.named(name);
        if (builtin.isPresent()) {
            return builtin.get().test();
        }
        if (Files.exists(Path.of(name))) {
            return EvalFiles.read("--tasks", Path.of(name), examples);
        }
        Path directory = data.orElseThrow(() -> new T2lException("--tasks: " + name + ": needs a file, a directory or"
                + " builtin:suite" + (benchmarks.containsKey(name)
                        ? "; name the directory with the benchmark's file in --data"
                        : ", there is nothing of that name; named tasks are looked for in --data")));
        return EvalFiles.read("--tasks", found(directory, name), examples);
    }

    /// The file or folder of a named task.
    private static Path found(Path directory, String name) {
        return EvalFiles.named(directory, name)
                .orElseThrow(() -> new T2lException("--tasks: " + name + ": needs " + name + ".jsonl or a folder "
                        + name + " in " + directory + ", there is neither; fetch the task or name another directory"));
    }

    /// Tasks in files: benchmarks, which their names tell, other `.jsonl` files, and task folders.
    static final class EvalFiles {
        private static final String ENDING = ".jsonl";

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
}
