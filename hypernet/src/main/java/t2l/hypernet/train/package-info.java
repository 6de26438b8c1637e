/// Chapter 12. Training. In: tasks, and a frozen model. Out: a hypernetwork or adapters. Read [t2l.hypernet.train.Trainer] first.
///
/// ```
///   t2l.hypernet.data        what a step reads: batches of token pairs, or of adapters to reconstruct
///     │
///   Objective ──┬── Tuning ──┬── HyperSft   a hypernetwork, through a frozen model
///     │         │            └── LoraSft    adapters, through a frozen model
///     │         └── Reconstruction          a hypernetwork, on existing adapters
///     │
///   Trainer                  the steps; a TrainingCheckpoint resumes them bit for bit
///     │
///   Validator                measures the values on ValidationSets now and then, or by an AnswerCheck if the Selection
///     │                      asks for one, keeps the best, and stops early (EarlyStopping)
///   SftRun, ReconRun         complete runs, built from SftSettings and ReconSettings; OracleTraining: many small runs at
///                            once
/// ```
///
/// A step is computed and recorded once for every shape of input; later steps replay the recording on new contents.
/// This is why a [t2l.hypernet.data.Data.Input] keeps its tensors, and why all randomness is a function of the seed and the
/// step.
///
/// The batches of a step may be `shards`, which several processes divide among themselves ([t2l.tensor.ranks.Ranks]); they share
/// validations as well, and end in the bits of one process.
///
/// Departures from the reference (t2l-spec): tasks left over at the end of an epoch start the next step instead of
/// being dropped (in reconstruction, they are a smaller step, as there); accumulated gradients equal those of one large
/// batch (Q6); the best step is chosen during training, by the loss or the answers on tasks that are neither trained nor
/// tested, not on slices of the benchmarks (Q15), and an adapter for one task keeps its best values, not its last; reconstruction
/// refuses settings whose result could not generate (Q4, Q4b), and uses the weight decay of the arguments; the loss
/// starts after the header of the reply (§9.1), unless `reference_chat` is set; `T`, on which the noise of NEFTune
/// depends, is the length to which a batch is padded ([t2l.hypernet.data.SftData]).
///
/// Read down the drawing; then run `t2l train --tasks builtin:suite --model builtin:tiny --out mine`.
package t2l.hypernet.train;
