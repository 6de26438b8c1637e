package t2l.app.eval;

import java.util.List;
import java.util.Locale;
import t2l.cli.OneOf;

/// What a hypernetwork is told about a task that is measured.
enum Condition {
    /// Descriptions of the task.
    ALIGNED,
    /// Descriptions of other tasks.
    OTHER,
    /// Text that describes nothing.
    RANDOM,
    /// The question itself, for an adapter of its own (hyperdecoders, t2l-spec §10).
    QUESTION,
    /// Nothing: there is no hypernetwork.
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Reads one by its name.
    static final class Name extends OneOf<Condition> {
        Name() {
            super(List.of(values()));
        }
    }
}
