package t2l.app.eval;

import module java.base;
import picocli.CommandLine.Option;
import t2l.app.console.Count;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.eval.Benchmark;
import t2l.hypernet.eval.EvalTask;
import t2l.tensor.T2lException;

/// `--tasks`, `--data` and the options that change questions.
final class EvalTaskOptions {
    @Option(names = "--tasks", required = true, split = ",", paramLabel = "NAME|DIR", order = 2,
            description = "Benchmarks by name, .jsonl files, directories of them or of task folders, or builtin:suite.")
    private List<String> tasks;

    @Option(names = "--data", paramLabel = "DIR", order = 3,
            description = "The folder of the files of named tasks: NAME.jsonl or NAME-….jsonl, or a folder NAME.")
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
}
