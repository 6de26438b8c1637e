package t2l.demo.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
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
        return trials(tasks, Task::descriptions);
    }

    /// Tasks with new descriptions made of known phrases.
    public static List<Trial> newDescriptions(List<Task> tasks) {
        return trials(tasks, Task::heldOutDescriptions);
    }

    /// Tasks with descriptions that contain an unseen phrase.
    public static List<Trial> unseenPhrases(List<Task> tasks) {
        return trials(tasks, Task::unseenPhrases);
    }

    /// Control: test tasks with the description of another test task.
    public static List<Trial> wrongDescriptions(Suite suite) {
        return wrong(suite, "any", (task, other) -> !task.equals(other));
    }

    /// Control: test tasks with the description of another test task of the same domain.
    public static List<Trial> wrongDescriptionsOfTheDomain(Suite suite) {
        return wrong(suite, "domain",
                (task, other) -> !task.equals(other) && task.rule().domain() == other.rule().domain());
    }

    /// Control: test tasks with sentences that describe no task.
    public static List<Trial> nonsense(Suite suite) {
        return trials(test(suite), _ -> suite.nonsense());
    }

    private static List<Trial> trials(List<Task> tasks, Function<Task, List<String>> descriptions) {
        return tasks.stream().flatMap(task -> descriptions.apply(task).stream().limit(PER_TASK)
                .map(description -> new Trial(task, description))).toList();
    }

    private static List<Trial> wrong(Suite suite, String stream, BiPredicate<Task, Task> other) {
        SplitMix64 draws = SplitMix64.named("wrong", stream);
        var trials = new ArrayList<Trial>();
        for (Task task : test(suite)) {
            List<Task> others = test(suite).stream().filter(candidate -> other.test(task, candidate)).toList();
            for (int i = 0; i < PER_TASK; i++) {
                List<String> descriptions = others.get(draws.below(others.size())).descriptions();
                trials.add(new Trial(task, descriptions.get(draws.below(descriptions.size()))));
            }
        }
        return trials;
    }
}
