/// Chapter 14, continued: the commands that train. In: settings, a model and data. Out: a directory with a hypernetwork or an
/// adapter. Read [t2l.app.train.Train] first.
///
/// ```
/// t2l train ── Train ─────────────────────┐
/// t2l lora ─── LoraTraining ── ManyLoras ─┴── TrainingLoop (t2l.app.train)
/// ```
///
/// What is trained is in [t2l.hypernet.train]. Then run `./t2l lora --help`.
package t2l.app.train;
