package t2l.app.suite;

import module java.base;
import t2l.app.suite.Task.Split;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.*;
import t2l.hypernet.eval.Question.Shot;
import t2l.tensor.T2lException;

/// The mini suite for the commands `train`, `lora`, `eval` and `bench`: `builtin:suite`. The tests of `builtin:suite/all` are
/// seen and new tasks with descriptions of all kinds.
///
/// @param all whether the tests are those of all kinds of descriptions
public record SuiteTasks(boolean all) {
    /// Number of questions per task.
    private static final int QUESTIONS = 20;

    private static final String ALL = Suite.NAME + "/all";

    /// The set of this name on the command line, if it is one of these. Throws [T2lException] if the name has a part that makes
    /// no sense.
    public static Optional<SuiteTasks> named(String name) {
        if (name.startsWith(Suite.NAME + "/") && !name.equals(ALL)) {
            throw new T2lException(
                    name + ": needs all after the slash, or no slash; name " + Suite.NAME + " or " + ALL);
        }
        return name.equals(Suite.NAME) || name.equals(ALL)
                ? Optional.of(new SuiteTasks(name.equals(ALL)))
                : Optional.empty();
    }

    /// The training tasks.
    public List<TaskData> training() {
        return tasks(Split.TRAIN);
    }

    /// The validation tasks.
    public List<TaskData> validation() {
        return tasks(Split.VAL);
    }

    private List<TaskData> tasks(Split split) {
        Suite suite = Suite.load();
        return suite.tasks(split).stream().map(task -> suite.data(task, 0)).toList();
    }

    /// The test tasks with the descriptions used by the demo.
    public List<EvalTask> test() {
        Suite suite = Suite.load();
        Map<String, List<Trial>> sets = new LinkedHashMap<>();
        List<Task> seen = Trial.seen(suite);
        if (all) {
            sets.put("seen", Trial.descriptions(seen));
            sets.put("seen/new", Trial.of(seen, Task::heldOutDescriptions));
            sets.put("seen/phrases", Trial.of(seen, Task::unseenPhrases));
        }
        for (Split split : List.of(Split.TEST_A, Split.TEST_B)) {
            sets.put(split.label(), Trial.descriptions(suite.tasks(split)));
            if (all) {
                sets.put(split.label() + "/phrases", Trial.of(suite.tasks(split), Task::unseenPhrases));
            }
        }
        if (all) {
            sets.put("seen/blind", Trial.blind(suite, suite.tasks(Split.TRAIN)));
            sets.put("test/blind", Trial.blind(suite, Trial.test(suite)));
        }
        return sets.entrySet().stream().flatMap(set -> tasks(suite, set.getKey(), set.getValue())).toList();
    }

    /// A task for each of the trials' tasks, with their sentences.
    private static Stream<EvalTask> tasks(Suite suite, String group, List<Trial> trials) {
        Map<Task, List<String>> byTask = trials.stream().collect(Collectors.groupingBy(Trial::task, LinkedHashMap::new,
                Collectors.mapping(Trial::description, Collectors.toList())));
        return byTask.entrySet().stream().map(of -> task(suite, of.getKey(), group, of.getValue()));
    }

    private static EvalTask task(Suite suite, Task task, String group, List<String> descriptions) {
        TaskData data = suite.data(task, QUESTIONS);
        List<Question> questions = data.test().stream().map(pair -> new Question(pair.prompt(), pair.answers()))
                .toList();
        Question.Examples examples = Question.Examples.turns(data.train().stream()
                .map(pair -> new Shot(pair.prompt(), pair.answer())).toList());
        return EvalTask.exact(task.name(), group, descriptions, questions, examples);
    }
}
