/// Chapter 12, continued: the objectives of training, each with its parameters and its loss.
///
/// ```
///   Objective ──┬── Tuning ──┬── HyperSft         a hypernetwork, through a frozen model
///               │            └── LoraSft          adapters, through a frozen model
///               ├── Pretraining                   a model
///               └── Reconstruction                a hypernetwork, on existing adapters
/// ```
///
/// Read in order: [t2l.hypernet.objective.Objective], [t2l.hypernet.objective.Pretraining],
/// [t2l.hypernet.objective.LoraSft], [t2l.hypernet.objective.HyperSft], [t2l.hypernet.objective.Reconstruction]. Then run
/// `t2l train --tasks builtin:suite --model builtin:tiny --out mine`.
package t2l.hypernet.objective;
