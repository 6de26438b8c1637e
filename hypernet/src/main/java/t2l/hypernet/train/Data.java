package t2l.hypernet.train;

/// Where a training gets its batches. A batch is a function of the step alone, so a resumed run sees what it would have
/// seen; equal shapes come in the same object, so a step can be recorded once per shape.
@FunctionalInterface
public interface Data<I extends Input> {
    /// The batch of step `step = 0, 1, …`, valid until the next call.
    I batch(long step);
}
