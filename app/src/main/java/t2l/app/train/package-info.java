/// Chapter 14, continued: the commands that train, and what the user sees of it.
///
/// ```
/// t2l train ────┐
/// t2l lora  ────┼── Training: one loop before the user's eyes ──┬── Progress   a bar with loss, speed, time to go
/// t2l pretrain ─┘        (RunOptions: its directory)            ├── Metrics    metrics.jsonl, a line a step
///                                                               ├── Watch      validation, keeps what does best
///                                                               └── LearningPlots
/// ```
///
/// What is learnt is in [t2l.hypernet.train]; here it gets a directory, can be stopped and resumed, and is shown.
/// In reading order: [t2l.app.train.Training], [t2l.app.train.Train], [t2l.app.train.LoraTraining],
/// [t2l.app.train.ManyLoras]. Then run `./t2l lora --help`.
package t2l.app.train;
