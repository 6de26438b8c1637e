package t2l.app.suite;

import module java.base;
import t2l.app.console.Resources;
import t2l.app.suite.Task.Split;
import t2l.hypernet.SplitMix64;

/// An adapter to evaluate: it is generated from `description` and tested on `task`. In the controls, the two are
/// unrelated.
///
/// Each list of trials is one cell of the suite's results (`mini-suite.md` §5), with [#PER_TASK] descriptions per task.
public record Trial(Task task, String description) {
    /// Number of descriptions per task.
    public static final int PER_TASK = 4;

    /// Number of training tasks: the same as test tasks.
    private static final int SEEN_TASKS = 64;

    /// The training tasks used for testing.
    public static List<Task> seen(Suite suite) {
        return suite.tasks(Split.TRAIN).subList(0, SEEN_TASKS);
    }

    /// The test tasks of both kinds.
    public static List<Task> test(Suite suite) {
        return Stream.of(Split.TEST_A, Split.TEST_B).flatMap(split -> suite.tasks(split).stream()).toList();
    }

    /// Tasks without a description.
    public static List<Trial> silent(List<Task> tasks) {
        return tasks.stream().map(task -> new Trial(task, "")).toList();
    }

    /// Tasks with training descriptions. For tasks that were not trained on, these are new sentences made of known
    /// phrases.
    public static List<Trial> descriptions(List<Task> tasks) {
        return of(tasks, Task::descriptions);
    }

    /// Tasks with the first of their `descriptions`.
    public static List<Trial> of(List<Task> tasks, Function<Task, List<String>> descriptions) {
        return tasks.stream().flatMap(task -> descriptions.apply(task).stream().limit(PER_TASK)
                .map(description -> new Trial(task, description))).toList();
    }

    /// Those of `tasks` that someone described who knew neither the other descriptions nor the grammars, one sentence
    /// each. They measure what users type, so the file (`blind.tsv`: task, tab, sentence) is never changed.
    public static List<Trial> blind(Suite suite, List<Task> tasks) {
        return Resources.text(Trial.class, "blind.tsv").lines().map(line -> line.split("\t"))
                .map(parts -> new Trial(suite.task(parts[0]), parts[1]))
                .filter(trial -> tasks.contains(trial.task())).toList();
    }

    /// Control: tasks with the description of another of them.
    public static List<Trial> wrongDescriptions(List<Task> tasks) {
        SplitMix64 draws = SplitMix64.named("wrong", "any");
        var trials = new ArrayList<Trial>();
        for (Task task : tasks) {
            List<Task> others = tasks.stream().filter(other -> !other.equals(task)).toList();
            for (int i = 0; i < PER_TASK; i++) {
                List<String> descriptions = others.get(draws.below(others.size())).descriptions();
                trials.add(new Trial(task, descriptions.get(draws.below(descriptions.size()))));
            }
        }
        return trials;
    }
}
