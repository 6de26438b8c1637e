package t2l.app.eval;

import module java.base;
import t2l.app.console.OneOf;

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
    /// None: the task's first description stands before every question, and there is no adapter.
    PROMPT,
    /// None: without a hypernetwork and without a description.
    NONE;

    /// The conditions that show what an adapter owes to its description: the model without an adapter, without and with
    /// the description in its prompt, and the adapters of the right, other and meaningless descriptions.
    static final List<Condition> CONTROLS = List.of(NONE, PROMPT, ALIGNED, OTHER, RANDOM);

    /// Whether adapters come from a hypernetwork.
    boolean generates() {
        return this != NONE && this != PROMPT;
    }

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
