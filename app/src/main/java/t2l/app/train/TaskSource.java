package t2l.app.train;

import module java.base;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.data.JsonlTasks;
import t2l.hypernet.data.TaskData;
import t2l.tensor.T2lException;

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
                    throw new T2lException(place + ": needs tasks of different names, has " + task.name() + " twice");
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
