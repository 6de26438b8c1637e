package t2l.hypernet.data;

/// The input of a training step. Its tensors keep their addresses, so that a recorded step can be replayed on new
/// contents.
public sealed interface Input permits Batch, OracleBatch {
    /// The number of items over which the loss is averaged, which weights the losses of several inputs.
    int share();
}
