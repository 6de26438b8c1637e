package t2l.hypernet.train;

/// What one training step reads. Its tensors stay where they are, so that a recorded step can run again on new contents.
public sealed interface Input permits Batch, OracleBatch {
    /// How many things of one weight the loss is the mean of. Losses of several inputs count in this proportion.
    int share();
}
