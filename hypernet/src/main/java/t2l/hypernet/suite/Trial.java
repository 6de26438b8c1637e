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
/// Each list of trials is one row of the suite's results (`mini-suite.md` §5), with [#PER_TASK] sentences a task.
public record Trial(Task task, String description) {
    /// How many sentences are tried on a task.
    public static final int PER_TASK = 4;

    /// Of how many training tasks: as many as there are test tasks.
    private static final int SEEN_TASKS = 64;

    /// Tasks that were trained on, by sentences that were.
    public static List<Trial> seenTasks(Suite suite) {
        return trials(seen(suite), Task::descriptions);
    }

    /// Tasks that were trained on, by other sentences of the same phrases.
    public static List<Trial> newDescriptions(Suite suite) {
        return trials(seen(suite), Task::heldOutDescriptions);
    }

    /// Tasks that were trained on, by sentences with a phrase that no training description uses.
    public static List<Trial> unseenPhrases(Suite suite) {
        return trials(seen(suite), Task::unseenPhrases);
    }

    /// The tasks of a split that was not trained on, by sentences of known phrases.
    public static List<Trial> newTasks(Suite suite, Split split) {
        return trials(suite.tasks(split), Task::descriptions);
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

    private static List<Task> seen(Suite suite) {
        return suite.tasks(Split.TRAIN).subList(0, SEEN_TASKS);
    }

    private static List<Task> test(Suite suite) {
        return Stream.of(Split.TEST_A, Split.TEST_B).flatMap(split -> suite.tasks(split).stream()).toList();
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
