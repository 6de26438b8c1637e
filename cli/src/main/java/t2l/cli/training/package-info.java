/// Chapter 14, continued: a training run as the user sees it.
///
/// ```
/// TrainingLoop ──┬── Progress       a bar with loss, speed and time left
///                ├── RunOptions     the directory: checkpoint, result, plots
///                ├── Metrics        metrics.jsonl, a line per step
///                ├── Divergence     says that the loss rises
///                ├── BestValues     the values that did best on validation
///                └── LearningPlots
/// ```
///
/// In reading order: [t2l.cli.training.TrainingLoop], [t2l.cli.training.RunOptions], [t2l.cli.training.BestValues]. Then run
/// `./t2l lora --help`.
package t2l.cli.training;
