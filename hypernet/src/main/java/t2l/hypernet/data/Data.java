package t2l.hypernet.data;

/// The source of the batches of a training run. A batch is a function of the step only, so a resumed run sees the same
/// data. Equal shapes have the same object, so a step can be recorded once per shape.
@FunctionalInterface
public interface Data<I extends Input> {
    /// The batch of step `step = 0, 1, …`, valid until the next call.
    I batch(long step);
}
