package t2l.hypernet.train;

/// Where a training gets its batches. A batch is a function of the step alone, so a resumed run sees what it would have
/// seen; equal shapes come in the same [Batch] object, so a step can be recorded once per shape.
@FunctionalInterface
public interface Data {
    /// The batch of step `step = 0, 1, …`, valid until the next call.
    Batch batch(long step);
}
