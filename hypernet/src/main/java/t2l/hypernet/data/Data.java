package t2l.hypernet.data;

/// The source of the batches of a training run. A batch is a function of the step only, so a resumed run sees the same
/// data. Equal shapes have the same object, so a step can be recorded once per shape.
@FunctionalInterface
public interface Data<I extends Data.Input> {
    /// The batch of step `step = 0, 1, …`, valid until the next call.
    I batch(long step);

    /// The input of a training step. Its tensors keep their addresses, so that a recorded step can be replayed on new
    /// contents.
    public sealed interface Input permits Batch, OracleData.OracleBatch {
        /// The number of items over which the loss is averaged, which weights the losses of several inputs.
        int share();
    }
}
