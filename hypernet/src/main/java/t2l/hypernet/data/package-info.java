/// Chapter 12, continued. In: tasks as text. Out: the batch of a training step. Read [t2l.hypernet.data.TaskData] first.
///
/// ```
///   TaskData          descriptions of a task, and pairs of prompt and answer, as text; from JsonlTasks (a directory of
///     │               files, or of TaskFolders of the reference) or from a built-in set
///   TokenPairs        the pairs as tokens
///     │
///   BatchSampler      the data of a step, from the seed and the step's index alone: tasks in turn with some of their
///     │               pairs (byTask), or all pairs in turn (byPair); a description for each pair or task
///   SftData           rows of tokens and targets of one shape, with TaskEmbeddings: of a task's descriptions (vectors, or
///     │               tokens of which some are left out at random), one-hot, or of the pair's own prompt
///   Batch             the same in tensors          Oracles, OracleBatch, OracleData: adapters to reconstruct
/// ```
///
/// Read down the drawing; then run `t2l train --tasks builtin:suite --model builtin:tiny --out mine`.
package t2l.hypernet.data;
