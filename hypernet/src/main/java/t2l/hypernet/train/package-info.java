/// Chapter 12. Training the network that writes networks.
///
/// ```
///   TaskData          what is said about a task, and pairs of prompt and answer, as text;
///     │               from JsonlTasks (a directory of files, or of TaskFolders as the reference has them) or from the
///     │               mini suite
///   TokenPairs        the pairs in tokens
///     │
///   Sampler           what a step sees, from the seed and the step's number alone: tasks in turn with some of their
///     │               pairs (TaskSampler), or all pairs in turn (PairSampler); a description for each pair or task
///     │
///   SftBatches        rows of tokens and targets, always of one shape
///     │               TaskEmbeddings: what stands for a task, its descriptions, its number, or the pair's own prompt
///     │
///   Batch, Data       the same in tensors          Oracles, OracleBatch, OracleData: adapters that are there already
///     │                                              │
///     └───────────────────┬──────────────────────────┘
///   Objective         what is trained, and its loss: HyperSft and LoraSft through a frozen model (Tuning), Pretraining,
///     │               Reconstruction of adapters
///     │
///   Trainer           the steps; a Checkpoint resumes them bit for bit
///     │
///   Validator         measures the values on ValidationSets now and then, keeps the best, and stops early (EarlyStopping)
///     │
///   SftRun, ReconRun  all of it, put together from the reference's arguments; OracleTraining: many small runs at once
/// ```
///
/// A step is computed once for every shape of input, and recorded; every other step runs the record again on the
/// input's new contents. That is why a [t2l.hypernet.train.Input] keeps its tensors, and why all randomness is a
/// function of the seed and the step.
///
/// Departures from the reference (t2l-spec): tasks left over at the end of an epoch open the next step instead of being
/// dropped, but in reconstruction they are a smaller step as there; accumulated gradients are those of the large batch
/// (Q6); the best step is chosen while training, by the loss on tasks that are neither trained nor tested on, not on
/// slices of the benchmarks (Q15), and an adapter for one task keeps its best values, not its last; reconstruction
/// refuses settings that nothing can be generated from before it begins (Q4, Q4b), and its weight decay is that of the
/// arguments; a prompt ends where the model's own chat template begins the reply, so the loss covers the answer and its
/// end but not the reply's header (§9.1), unless `reference_chat` asks for the reference's way; `T`, on which the noise
/// of NEFTune depends, is the length of the longest pair of all, to which every batch is padded.
///
/// Read down the drawing; then run `t2l train --tasks builtin:suite --model builtin:tiny --out mine`.
package t2l.hypernet.train;
