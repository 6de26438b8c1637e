package t2l.app.suite;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import module java.base;
import t2l.app.suite.Rule.Example;
import t2l.app.suite.Task.Split;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TaskData.Pair;

/// The mini suite: 433 artificial tasks on short lists of words, each with English descriptions and unlimited examples
/// whose answers can be checked. Everything is a function of strings and [SplitMix64], the same in every language
/// (`mini-suite.md` §2).
public final class Suite {
    /// The name used in place of a directory of tasks.
    public static final String NAME = "builtin:suite";

    /// Number of training examples of a task; test inputs differ from all of them.
    public static final int TRAIN_EXAMPLES = 256;

    /// After this many draws, any input is accepted. This is part of the suite's definition; no task has so few inputs.
    private static final int DRAWS_FOR_FRESH_INPUTS = 5000;

    /// Sentences that describe no task. Their adapters are a lower bound for those of real descriptions.
    public static final List<String> NONSENSE = List.of(
            "Lorem ipsum dolor sit amet consectetur.",
            "The weather over the bay was grey all week.",
            "xq zzt plomb wuu kkr tra",
            "My uncle bought a second hand piano in March.",
            "Stocks fell slightly after the announcement.",
            "asdf qwer zxcv uiop",
            "We drove for hours and nobody said anything.",
            "The committee will meet again next year.");

    private final Lexicon lexicon;
    private final List<Task> splitBySplit;
    private final Map<String, Task> byName;
    private final List<Task> tasks;

    private Suite(Lexicon lexicon) {
        this.lexicon = lexicon;
        List<Rule> rules = Grammar.rules(lexicon);
        splitBySplit = Task.all(rules.stream().collect(toMap(Rule::name, identity())));
        byName = splitBySplit.stream().collect(toMap(Task::name, identity()));
        tasks = rules.stream().map(rule -> byName.get(rule.name())).toList();
    }

    /// The suite among the resources.
    public static Suite load() {
        return new Suite(Lexicon.load());
    }

    /// The words of the suite.
    public Lexicon lexicon() {
        return lexicon;
    }

    /// All tasks, in the order of the grammar.
    public List<Task> tasks() {
        return tasks;
    }

    /// The tasks of a split, in its own (random) order.
    public List<Task> tasks(Split split) {
        return splitBySplit.stream().filter(task -> task.split() == split).toList();
    }

    /// The task named `domain.operation.map`.
    public Task task(String name) {
        Task task = byName.get(name);
        if (task == null) {
            throw new IllegalArgumentException(
                    "suite: needs the name of one of its 433 tasks, got '%s'".formatted(name));
        }
        return task;
    }

    /// The first `n` examples of a task in the stream `stream/task`.
    public List<Example> examples(Task task, String stream, int n) {
        SplitMix64 draws = SplitMix64.named(stream, task.name());
        return Stream.generate(() -> task.rule().example(lexicon, draws)).limit(n).toList();
    }

    /// The training examples of a task: the first [#TRAIN_EXAMPLES] of the stream `train/task`.
    public List<Example> train(Task task) {
        return examples(task, "train", TRAIN_EXAMPLES);
    }

    /// `n` test examples of a task. Their inputs differ from those of [#train(Task)], unless the task has no others.
    public List<Example> test(Task task, int n) {
        Set<String> trained = train(task).stream().map(Example::input).collect(toSet());
        SplitMix64 draws = SplitMix64.named("test", task.name());
        var test = new ArrayList<Example>(n);
        for (int drawn = 1; test.size() < n; drawn++) {
            Example example = task.rule().example(lexicon, draws);
            if (drawn > DRAWS_FOR_FRESH_INPUTS || !trained.contains(example.input())) {
                test.add(example);
            }
        }
        return test;
    }

    /// A task in the form used by training, with `tests` test pairs. A prompt is `input >`; the tokenizer adds the end
    /// of the answer.
    public TaskData data(Task task, int tests) {
        return new TaskData(task.name(), task.descriptions(), task.heldOutDescriptions(), pairs(train(task)),
                pairs(test(task, tests)));
    }

    private static List<Pair> pairs(List<Example> examples) {
        return examples.stream().map(example -> new Pair(example.input() + " >", List.of(example.output()))).toList();
    }
}
