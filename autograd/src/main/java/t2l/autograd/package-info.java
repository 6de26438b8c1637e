/// Chapters 5 and 6. In: numbers, and operations on them. Out: gradients, and better parameters. Read [t2l.autograd.Var] first.
///
/// **5. Gradients.** A [t2l.autograd.Var] is a value of a [t2l.autograd.Pass]. Calling an operation on it computes at once,
/// with the kernels of the pass, and adds a node to the tape. [t2l.autograd.Pass#backward] walks the tape from its end.
/// Each operation adds to the gradients of its inputs, and the memory of its node goes back to the workspace at once.
///
/// ```
///   x ──┐
///       LoraLinear ── y ── Add ── … ── loss      forward: left to right, one node each
///   w ──┤                                        backward: the same nodes, right to left
///   a,b ┘
/// ```
///
/// An operation is one method: forward, and the backward pass as a function that it returns. What it takes and does not give
/// back is what the backward pass needs, so its memory cost can be read off. A view has no gradient of its own: its gradient
/// is a view of the gradient of its source. A layer may keep only its result and be computed again in the backward pass
/// (`Recompute`), with the same bits. Operations access numbers only through kernels, so a step recorded by
/// [t2l.tensor.backend.Recording] can be replayed without building anything.
///
/// The element type of the inputs sets the precision of everything: `GradCheck`, in the testkit, runs the same operations
/// in double and compares their gradients with finite differences.
///
/// **6. Learning.** Weights are either frozen ([t2l.autograd.StateDict]: tensors of a checkpoint) or trained
/// ([t2l.autograd.Layout]: names and positions; [t2l.autograd.Parameters]: values in one block). A module gets them from
/// [t2l.autograd.Weights] by state-dict name and does not know which kind it has.
///
/// ```
///   Layout ── names, shapes, positions              Parameters values   ──▶ Pass ──▶ loss
///                                                   Parameters gradients ◀── backward
///   Schedule ── rate ─┐                                  │ Clip
///                     └─ AdamW, Muon  ◀──────────────────┘   one loop over one block
/// ```
///
/// An [t2l.autograd.Update] is all of this for one step: [t2l.autograd.Accumulated] adds the gradients of a step's batches into
/// one block; [t2l.autograd.Sharded] adds them as a fixed tree, which several processes compute
/// together in the same bits.
///
/// Read in order: [t2l.autograd.Var], [t2l.autograd.Pass], [t2l.autograd.LoraLinear], [t2l.autograd.Recompute],
/// [t2l.autograd.LinearCrossEntropy]; then [t2l.autograd.Layout],
/// [t2l.autograd.Parameters], [t2l.autograd.Schedule], [t2l.autograd.AdamW], [t2l.autograd.Accumulated],
/// [t2l.autograd.Sharded].
///
/// To see a gradient check fail, change a sign in an operation and run `mvn -pl tests -am test -Dtest=GradientTest
/// -Dsurefire.failIfNoSpecifiedTests=false`.
package t2l.autograd;
