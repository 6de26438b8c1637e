package t2l.hypernet.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;
import t2l.hypernet.SplitMix64;

/// An adapter to be judged: `description` is the sentence it is made from, `task` the one whose answers count. For the
/// controls the two have nothing to do with each other.
///
/// Each list of trials is one cell of the suite's results (`mini-suite.md` §5), with [#PER_TASK] sentences a task.
public record Trial(Task task, String description) {
    /// How many sentences are tried on a task.
    public static final int PER_TASK = 4;

    /// Of how many training tasks: as many as there are test tasks.
    private static final int SEEN_TASKS = 64;

    /// The training tasks that are tested.
    public static List<Task> seen(Suite suite) {
        return suite.tasks(Split.TRAIN).subList(0, SEEN_TASKS);
    }

    /// The test tasks of both kinds.
    public static List<Task> test(Suite suite) {
        return Stream.of(Split.TEST_A, Split.TEST_B).flatMap(split -> suite.tasks(split).stream()).toList();
    }

    /// Tasks without a sentence.
    public static List<Trial> silent(List<Task> tasks) {
        return tasks.stream().map(task -> new Trial(task, "")).toList();
    }

    /// Tasks by sentences to train with: those that were, if the task was trained on, else new ones of known phrases.
    public static List<Trial> descriptions(List<Task> tasks) {
        return trials(tasks, Task::descriptions);
    }

    /// Tasks by sentences that nobody was trained with, of known phrases.
    public static List<Trial> newDescriptions(List<Task> tasks) {
        return trials(tasks, Task::heldOutDescriptions);
    }

    /// Tasks by sentences with a phrase that no training description uses.
    public static List<Trial> unseenPhrases(List<Task> tasks) {
        return trials(tasks, Task::unseenPhrases);
    }

    /// Control: the test tasks, by a sentence about another test task.
    public static List<Trial> wrongDescriptions(Suite suite) {
        return wrong(suite, "any", (task, other) -> !task.equals(other));
    }

    /// Control: the test tasks, by a sentence about another test task whose lists have the same kind of items.
    public static List<Trial> wrongDescriptionsOfTheDomain(Suite suite) {
        return wrong(suite, "domain",
                (task, other) -> !task.equals(other) && task.rule().domain() == other.rule().domain());
    }

    /// Control: the test tasks, by sentences that describe nothing.
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
