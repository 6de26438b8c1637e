/// Chapter 12. Training the network that writes networks.
///
/// ```
///   TaskData          what is said about a task, and pairs of prompt and answer, as text;
///     │               from JsonlTasks (a directory) or from the mini suite
///   TokenPairs        the pairs in tokens
///     │
///   TaskSampler       what a step sees, from the seed and the step's number alone
///     │
///   SftBatches        rows of tokens and targets, always of one shape
///     │
///   Batch, Data       the same in tensors
///     │
///   Objective         what is trained, and its loss: HyperSft, LoraSft, Pretraining
///     │
///   Trainer           the loop; Checkpoint continues it bit for bit
/// ```
package t2l.hypernet.train;
