package t2l.app.train;

import module java.base;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.data.*;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// The tasks that a run trains on and is validated with.
///
/// @param training tasks
/// @param watched  other tasks, with their validation pairs
record RunTasks(List<TaskData> training, List<TaskData> watched) {
    private static final String TRAINED = "train_ds_names";
    private static final String EVALUATED = "eval_ds_info";
    /// The benchmarks that are watched with validation pairs, and those with training pairs.
    private static final Set<String> VALID = Set.of("openbookqa", "arc_easy", "arc_challenge");
    private static final Set<String> TRAIN = Set.of("hellaswag", "winogrande", "boolq", "piqa");

    /// The tasks that a configuration of Text-to-LoRA names. Of `eval_ds_info`, only published tasks and the benchmarks that
    /// are watched there are. Throws [T2lException] if one is missing, or none is named.
    ///
    /// @param root  a checkout of the reference, whose task folders are in `tasks`, or the directory of the task folders
    /// @param hints is told which tasks have no rows
    static RunTasks ofReference(Path root, Source a, Consumer<String> hints) {
        Path tasks = Files.isDirectory(root.resolve("tasks")) ? root.resolve("tasks") : root;
        if (a.names(TRAINED, List.of()).isEmpty()) {
            throw new T2lException(a.where() + ": " + TRAINED + ": needs the names of the training tasks, has none");
        }
        return named(new TaskSource("--tasks-root", List.of(tasks.toString()), _ -> List.of(), hints), a,
                name -> name.startsWith("lol") || VALID.contains(name) || TRAIN.contains(name));
    }

    /// The tasks of `source` that `train_ds_names` names, all if it names none, validated with those of `eval_ds_info`, or if
    /// it names none with all of `validation`. Throws [T2lException] if one is missing, or if both are given.
    static RunTasks of(TaskSource source, TaskSource validation, Source a) {
        if (a.names(EVALUATED, List.of()).isEmpty()) {
            return new RunTasks(training(source, a), validation.all());
        }
        if (!validation.places().isEmpty()) {
            throw new T2lException(a.where() + ": " + EVALUATED + ": needs a training without " + validation.option()
                    + ", for both name the tasks to validate with, got both");
        }
        return named(source, a, _ -> true);
    }

    /// The tasks that the arguments name: the trained ones of `eval_ds_info` are validated with the last tenth of their
    /// training pairs, others with their validation pairs (t2l-spec §9.2).
    ///
    /// @param watchable which tasks of `eval_ds_info` are read though they are not trained
    private static RunTasks named(TaskSource source, Source a, Predicate<String> watchable) {
        List<TaskData> training = training(source, a);
        Set<String> trained = new HashSet<>(names(a)); // some may have no rows
        training.forEach(task -> trained.add(task.name()));
        List<String> evaluated = a.names(EVALUATED, List.of());
        List<String> others = evaluated.stream().filter(name -> !trained.contains(name) && watchable.test(name))
                .toList();
        List<TaskData> watched = others.isEmpty() ? List.of() : source.named(others, a.where() + ": " + EVALUATED);
        return new RunTasks(training.stream().map(task -> task.withValid(List.of()))
                .map(task -> evaluated.contains(task.name()) ? task.heldOut() : task).toList(),
                watched.stream().map(task -> TRAIN.contains(task.name()) ? task.withValid(task.train()) : task)
                        .toList());
    }

    /// The first `n_train_ds` training tasks.
    private static List<TaskData> training(TaskSource source, Source a) {
        List<TaskData> all = source.named(names(a), a.where() + ": " + TRAINED);
        return all.subList(0, Math.min(a.limit("n_train_ds"), all.size()));
    }

    private static List<String> names(Source a) {
        List<String> names = a.names(TRAINED, List.of());
        return names.subList(0, Math.min(a.limit("n_train_ds"), names.size()));
    }

    /// Reads tasks from directories ([JsonlTasks]) or built-in sets.
    ///
    /// @param option its name in error messages
    /// @param places directories, or `builtin:suite`
    /// @param part   selects the tasks of a built-in set
    /// @param hints  is told which tasks have no rows
    record TaskSource(String option, List<String> places, Function<SuiteTasks, List<TaskData>> part,
            Consumer<String> hints) {
        /// All tasks with rows. Throws [T2lException] if two have the same name, or if there are places and no rows.
        List<TaskData> all() {
            return withRows(List.copyOf(read(Set.of()).values()));
        }

        /// The tasks with these names and rows, in their order; all if there are no names. Of others nothing is read but their
        /// names. Throws [T2lException] like [#all], or if there is no task of a name.
        ///
        /// @param source where the names are from
        List<TaskData> named(List<String> names, String source) {
            if (names.isEmpty()) {
                return all();
            }
            Map<String, TaskData> found = read(Set.copyOf(names));
            List<TaskData> chosen = new ArrayList<>();
            for (String name : names) {
                if (!found.containsKey(name)) {
                    throw new T2lException(source + ": needs tasks that are in " + option + ", got " + name);
                }
                chosen.add(found.get(name));
            }
            return withRows(chosen);
        }

        private Map<String, TaskData> read(Set<String> names) {
            Map<String, TaskData> all = new LinkedHashMap<>();
            for (String place : places) {
                for (TaskData task : read(place, names)) {
                    if (all.putIfAbsent(task.name(), task) != null) {
                        throw new T2lException(
                                place + ": needs tasks of different names, has " + task.name() + " twice");
                    }
                }
            }
            return all;
        }

        private List<TaskData> read(String place, Set<String> names) {
            Optional<SuiteTasks> builtin = SuiteTasks.named(place);
            return builtin.isPresent()
                    ? part.apply(builtin.get()).stream()
                            .filter(task -> names.isEmpty() || names.contains(task.name())).toList()
                    : JsonlTasks.read(Path.of(place), name -> names.isEmpty() || names.contains(name));
        }

        private List<TaskData> withRows(List<TaskData> tasks) {
            String without = tasks.stream().filter(task -> !task.hasRows()).map(TaskData::name)
                    .collect(Collectors.joining(", "));
            List<TaskData> rest = tasks.stream().filter(TaskData::hasRows).toList();
            if (rest.isEmpty() && !tasks.isEmpty()) {
                throw new T2lException(
                        option + ": needs tasks with rows in train.jsonl, valid.jsonl or test.jsonl, none of "
                                + without + " has any; t2l import puts them there");

            }
            if (!without.isEmpty()) {
                hints.accept(option + ": " + without + ": no rows in train.jsonl, valid.jsonl or test.jsonl, left out");
            }
            return rest;
        }
    }
}
