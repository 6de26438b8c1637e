package t2l.hypernet.suite;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.train.TaskData;
import t2l.hypernet.train.TaskData.Pair;

/// The mini suite: 433 made-up tasks on short lists of words, each with English descriptions and endless examples
/// whose answers can be checked. Everything in it is a function of strings and [SplitMix64], the same in every
/// language (`mini-suite.md` §2).
public final class Suite {
    /// What stands for it where a directory of tasks is asked for.
    public static final String NAME = "builtin:suite";

    /// How many examples a task is trained on; test inputs keep clear of them.
    public static final int TRAIN_EXAMPLES = 256;

    /// After so many draws any input will do. It belongs to the suite's definition; no task has so few inputs.
    private static final int DRAWS_FOR_FRESH_INPUTS = 5000;

    private static final List<String> NONSENSE = List.of(
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
        splitBySplit = TaskFile.read(rules.stream().collect(toMap(Rule::name, identity())));
        byName = splitBySplit.stream().collect(toMap(Task::name, identity()));
        tasks = rules.stream().map(rule -> byName.get(rule.name())).toList();
    }

    /// The suite that lies beside this class.
    public static Suite load() {
        return new Suite(Lexicon.load());
    }

    /// The words the suite is made of.
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

    /// The task called `domain.operation.map`.
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

    /// The examples a task is trained on: the first [#TRAIN_EXAMPLES] of the stream `train/task`.
    public List<Example> train(Task task) {
        return examples(task, "train", TRAIN_EXAMPLES);
    }

    /// `n` examples to test a task on. Their inputs are none of [#train(Task)]'s, unless the task has no others.
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

    /// A task as training sees it, with `tests` pairs to test on. A prompt is `input >`; the answer's end is left to
    /// the tokenizer.
    public TaskData data(Task task, int tests) {
        return new TaskData(task.name(), task.descriptions(), task.heldOutDescriptions(), pairs(train(task)),
                pairs(test(task, tests)));
    }

    private static List<Pair> pairs(List<Example> examples) {
        return examples.stream().map(example -> new Pair(example.input() + " >", List.of(example.output()))).toList();
    }

    /// Sentences that describe no task: what an adapter made of them does is the floor for any description.
    public List<String> nonsense() {
        return NONSENSE;
    }
}
