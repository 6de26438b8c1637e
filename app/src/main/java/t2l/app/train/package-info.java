/// Chapter 14, continued: the commands that train.
///
/// ```
/// t2l train ── Train ─────────────────────┐
/// t2l lora ─── LoraTraining ── ManyLoras ─┴── TrainingLoop (t2l.app.train)
/// ```
///
/// What is trained is in [t2l.hypernet.train]. In reading order: [t2l.app.train.Train], [t2l.app.train.LoraTraining],
/// [t2l.app.train.ManyLoras]. Then run `./t2l lora --help`.
package t2l.app.train;
