/// Chapters 5 and 6: gradients, the numbers they train, and the optimiser that moves them.
///
/// **5. Gradients.** A [t2l.autograd.Var] is a tensor and how it came about. Calling an operation on it computes at once,
/// through the kernels of its [t2l.autograd.Pass], and writes a node on the pass's tape. [t2l.autograd.Pass#backward]
/// walks the tape from its end; each [t2l.autograd.Op] adds to the gradients of what it read, and what a node held goes
/// back to the workspace there and then.
///
/// ```
///   x ──┐
///       LoraLinear ── y ── Add ── … ── loss      forward: left to right, one node each
///   w ──┤                                        backward: the same nodes, right to left
///   a,b ┘
/// ```
///
/// An operation is one record in one file: its components are what the backward pass remembers, so what costs memory can
/// be read off. A view ([t2l.autograd.ViewOp]) has no gradient of its own: looking at the gradient of what it views is
/// enough. A part of the computation may keep its result only ([t2l.autograd.RecomputeOp]) and run a second time on the way
/// back, with the same bits. And since operations touch numbers through kernels only, a step recorded by
/// [t2l.tensor.backend.Recording] can be run again without building anything.
///
/// The element type of the inputs is the precision of everything: [t2l.autograd.GradCheck] runs the very same operations
/// in double and compares their gradients with differences.
///
/// **6. Learning.** Weights are either frozen ([t2l.autograd.StateDict]: tensors of a checkpoint) or trained
/// ([t2l.autograd.Layout]: places; [t2l.autograd.Parameters]: their values in one block). A module asks
/// [t2l.autograd.Weights] for them by state-dict name and does not know which it got.
///
/// ```
///   Layout ── names, shapes, places                 Parameters values   ──▶ Pass ──▶ loss
///                                                   Parameters gradients ◀── backward
///   Schedule ── rate ─┐                                  │ Clip
///                     └─ AdamW, Muon  ◀──────────────────┘   one loop over one block
/// ```
///
/// Read in order: [t2l.autograd.Op], [t2l.autograd.MulOp], [t2l.autograd.MatMulOp], [t2l.autograd.ViewOp],
/// [t2l.autograd.Pass], [t2l.autograd.GradCheck], [t2l.autograd.LoraLinearOp], [t2l.autograd.RecomputeOp],
/// [t2l.autograd.LinearCrossEntropyOp]; then [t2l.autograd.Layout], [t2l.autograd.Parameters], [t2l.autograd.Schedule],
/// [t2l.autograd.AdamW]. To run: break a sign in an operation, then `mvn -pl tests -am test -Dtest=GradientTest
/// -Dsurefire.failIfNoSpecifiedTests=false`, and see the check name it.
package t2l.autograd;
