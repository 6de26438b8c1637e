package t2l.app.eval;

import java.util.List;
import java.util.Locale;
import t2l.cli.OneOf;

/// The input of the hypernetwork for a task in an evaluation.
enum Condition {
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
