package t2l.hypernet.train;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2l.hypernet.eval.Benchmark;
import t2l.hypernet.eval.Rouge;
import t2l.hypernet.eval.Scorer;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// What decides which values of a run are its best (`select`): the loss, or a score of the answers that are generated with
/// them.
public enum Selection {
    /// The validation loss.
    LOSS("loss"),
    /// The share of answers that are exactly right.
    EXACT("exact"),
    /// ROUGE-L.
    ROUGE_L("rougeL"),
    /// The share of right answers by the rule of the benchmark of the task's name, of other tasks the exact ones.
    ACC("acc");

    private final String name;

    Selection(String name) {
        this.name = name;
    }

    static Selection of(Source a) {
        String text = a.text("select", LOSS.name);
        return Stream.of(values()).filter(s -> s.name.equals(text)).findFirst().orElseThrow(() -> new T2lException(
                a.where() + ": select: needs one of " + List.of(values()) + ", got " + text));
    }

    /// How answers to a task are scored.
    Scorer scorer(String task) {
        return switch (this) {
            case LOSS -> throw new IllegalStateException("select: a loss needs no answers");
            case EXACT -> new Scorer.ExactText();
            case ROUGE_L -> new Rouge(Rouge.Kind.ROUGE_L);
            case ACC -> {
                Map<String, Benchmark> benchmarks = Benchmark.all();
                yield benchmarks.containsKey(task)
                        ? benchmarks.get(task).scorer().orElseThrow(() -> new T2lException("select: acc: needs tasks whose"
                                + " answers can be compared, got " + task + ", whose answers are programs"))
                        : new Scorer.ExactText();
            }
        };
    }

    /// The name in arguments.
    @Override
    public String toString() {
        return name;
    }
}
