package t2l.app.eval;

import java.util.List;
import java.util.Locale;
import t2l.cli.OneOf;

/// The input of the hypernetwork for a task in an evaluation (t2l-spec §11.1). One that knows tasks by numbers gets the
/// task's own number for `TRAIN` and `ALIGNED`, another one for `OTHER`, and mixtures for `RANDOM` (t2l-spec §10).
enum Condition {
    /// The first training description of a task that was trained.
    TRAIN,
    /// Descriptions of the task.
    ALIGNED,
    /// Descriptions of other tasks.
    OTHER,
    /// Nonsense.
    RANDOM,
    /// Each question, for an adapter of its own (Hyperdecoders, t2l-spec §10).
    QUESTION,
    /// None: without a hypernetwork.
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Parses a condition by name.
    static final class Name extends OneOf<Condition> {
        Name() {
            super(List.of(values()));
        }
    }
}
