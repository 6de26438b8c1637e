/// Chapter 14, continued: a training run as the user sees it.
///
/// ```
/// Training: the loop ──┬── Progress       a bar with loss, speed, time to go
///    RunOptions        ├── Metrics        metrics.jsonl, a line a step
///    (its directory)   ├── Watch          validation, keeps what does best
///                      └── LearningPlots
/// ```
///
/// In reading order: [t2l.cli.training.Training], [t2l.cli.training.RunOptions], [t2l.cli.training.Watch]. Then run
/// `./t2l lora --help`.
package t2l.cli.training;
