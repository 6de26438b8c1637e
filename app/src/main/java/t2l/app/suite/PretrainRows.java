package t2l.app.suite;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.data.TokenPairs;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// The pretraining data of the tiny base model (`mini-suite.md` §3). A row is one of
///
/// * a document: `input > answer` lines that follow one hidden rule, of any task but those of [Split#TEST_B]. Some rows
///   of training tasks start with a terse header (`# last french`). Only answers are targets.
/// * plain text: descriptions of training tasks, one per line, without examples. All tokens are targets.
///
/// Rows are a function of the seed and the step only, so a resumed run sees the same data.
public final class PretrainRows {
    /// The share of plain text.
    private static final double TEXT = 0.04;

    /// The share of training tasks' documents with a header.
    private static final double HEADER = 0.36;

    /// Number of distinct lines of a task.
    private static final int LINES = 2500;

    private final List<Task> tasks;
    private final List<TokenPairs> lines;
    private final List<int[]> headers;
    private final List<List<int[]>> sentences;
    private final int rows;
    private final int length;

    /// Rows `[rows, length]` of the tasks of `suite` as tokens of `vocabulary`.
    public PretrainRows(Suite suite, SuiteVocabulary vocabulary, int rows, int length) {
        this.rows = rows;
        this.length = length;
        tasks = Stream.of(Split.values()).filter(Split::pretrained).flatMap(split -> suite.tasks(split).stream())
                .toList();
        lines = tasks.parallelStream().map(task -> lines(suite, vocabulary, task)).toList();
        headers = tasks.stream().map(task -> vocabulary.encode("# " + task.terse() + "\n")).toList();
        sentences = suite.tasks(Split.TRAIN).stream().map(task -> task.descriptions().stream()
                .map(sentence -> vocabulary.encode(sentence.toLowerCase(Locale.ROOT) + "\n")).toList()).toList();
    }

    private static TokenPairs lines(Suite suite, SuiteVocabulary vocabulary, Task task) {
        Function<String, int[]> encode = vocabulary::encode;
        return TokenPairs.of(suite.examples(task, "pre", LINES).stream()
                .map(example -> new Pair(example.input() + " >", List.of(example.output() + "\n"))).toList(),
                encode, encode, Integer.MAX_VALUE);
    }

    /// Fills `ids[B,T]` and `targets[B,T]`, the next token of each position where it is a target, for step `step` of
    /// the run with `seed`.
    public void fill(long seed, long step, int[] ids, int[] targets) {
        SplitMix64 draws = SplitMix64.named("pretrain", seed, step);
        for (int row = 0; row < rows; row++) {
            var to = new Row(row, ids, targets);
            if (draws.unit() < TEXT) {
                text(draws, to);
            } else {
                document(draws, to);
            }
        }
    }

    private void text(SplitMix64 draws, Row row) {
        int first = row.at;
        while (row.hasRoom()) {
            List<int[]> ofTask = sentences.get(draws.below(sentences.size()));
            row.add(ofTask.get(draws.below(ofTask.size())));
        }
        row.learn(first);
    }

    private void document(SplitMix64 draws, Row row) {
        int task = draws.below(tasks.size());
        if (tasks.get(task).split() == Split.TRAIN && draws.unit() < HEADER) {
            row.add(headers.get(task));
        }
        TokenPairs pairs = lines.get(task);
        while (row.hasRoom()) {
            row.add(pairs, draws.below(pairs.size()));
        }
    }

    /// A row being built; tokens beyond its length are dropped.
    private final class Row {
        private final int[] ids;
        private final int[] targets;
        private final int end;
        private int at;

        Row(int row, int[] ids, int[] targets) {
            this.ids = ids;
            this.targets = targets;
            at = row * length;
            end = at + length;
            Arrays.fill(targets, at, end, CrossEntropy.IGNORE);
            ids[at++] = SuiteVocabulary.BOS;
        }

        boolean hasRoom() {
            return at < end;
        }

        void add(int[] tokens) {
            int count = Math.min(tokens.length, end - at);
            System.arraycopy(tokens, 0, ids, at, count);
            at += count;
        }

        void add(TokenPairs pairs, int line) {
            int answer = at + pairs.promptLength(line);
            at = pairs.copy(line, ids, at, end);
            learn(answer);
        }

        /// Makes the tokens from position `from` on targets.
        void learn(int from) {
            for (int i = from; i < at; i++) {
                targets[i - 1] = ids[i];
            }
        }
    }
}
