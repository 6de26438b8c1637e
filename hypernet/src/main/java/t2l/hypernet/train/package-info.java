/// Chapter 12. Training the network that writes networks.
///
/// ```
///   TaskData          what is said about a task, and pairs of prompt and answer, as text;
///     │               from JsonlTasks (a directory of files, or of TaskFolders as the reference has them) or from the
///     │               mini suite
///   TokenPairs        the pairs in tokens
///     │
///   Sampler           what a step sees, from the seed and the step's number alone: tasks in turn with some of their
///     │               pairs (TaskSampler), or all pairs in turn (PairSampler)
///     │
///   SftBatches        rows of tokens and targets, always of one shape
///     │
///   Batch, Data       the same in tensors
///     │
///   Objective         what is trained, and its loss: HyperSft, LoraSft, Pretraining
///     │
///   Trainer           the loop; Checkpoint continues it bit for bit
///     │
///   SftRun            all of it, put together from the reference's arguments
/// ```
///
/// A step is computed once for every shape of batch, and recorded; every other step runs the record again on the
/// batch's new contents. That is why a [t2l.hypernet.train.Batch] keeps its tensors, and why all randomness is a
/// function of the seed and the step.
///
/// Departures from the reference (t2l-spec): tasks left over at the end of an epoch open the next step instead of being
/// dropped; a prompt ends where the model's own chat template begins the reply, so the loss covers the answer and its
/// end but not the reply's header (§9.1); `T`, on which the noise of NEFTune depends, is the length of the longest pair
/// of all, to which every batch is padded.
///
/// Read down the drawing; then run `t2l train --tasks builtin:suite --model builtin:tiny --out mine`.
package t2l.hypernet.train;
