package t2l.demo;

import java.util.List;
import java.util.stream.Stream;
import t2l.cli.BuiltinTasks;
import t2l.demo.suite.Split;
import t2l.demo.suite.Suite;
import t2l.demo.suite.Task;
import t2l.demo.suite.Trial;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.eval.EvalTask;
import t2l.hypernet.eval.Examples;
import t2l.hypernet.eval.Question;
import t2l.hypernet.eval.Question.Shot;

/// The mini suite for the commands `train`, `lora`, `eval` and `bench`.
public final class SuiteTasks implements BuiltinTasks {
    /// Number of questions per task, and of worked examples.
    private static final int QUESTIONS = 20;
    private static final int EXAMPLES = 3;

    @Override
    public String name() {
        return Suite.NAME;
    }

    @Override
    public List<TaskData> training() {
        return tasks(Split.TRAIN);
    }

    @Override
    public List<TaskData> validation() {
        return tasks(Split.VAL);
    }

    private static List<TaskData> tasks(Split split) {
        Suite suite = Suite.load();
        return suite.tasks(split).stream().map(task -> suite.data(task, 0)).toList();
    }

    /// The test tasks with the descriptions used by the demo.
    @Override
    public List<EvalTask> test() {
        Suite suite = Suite.load();
        return Stream.of(Split.TEST_A, Split.TEST_B)
                .flatMap(split -> suite.tasks(split).stream().map(task -> task(suite, task))).toList();
    }

    private static EvalTask task(Suite suite, Task task) {
        TaskData data = suite.data(task, QUESTIONS);
        List<Question> questions = data.test().stream().map(pair -> new Question(pair.prompt(), pair.answers()))
                .toList();
        Examples examples = Examples.turns(data.train().stream().limit(EXAMPLES)
                .map(pair -> new Shot(pair.prompt(), pair.answer())).toList());
        return EvalTask.exact(task.name(), task.split().label(), data.descriptions().subList(0, Trial.PER_TASK),
                questions, examples);
    }
}
