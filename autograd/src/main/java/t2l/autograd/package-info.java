/// Chapters 5 and 6: gradients, the numbers they train, and the optimiser that moves them.
///
/// A [t2l.autograd.Var] is a tensor and how it came about. Calling an operation on it computes at once, through the
/// kernels of its [t2l.autograd.Pass], and writes a node on the pass's tape. [t2l.autograd.Pass#backward] walks the
/// tape from its end; each [t2l.autograd.Op] adds to the gradients of what it read.
///
/// ```
///   x ──┐
///       LoraLinear ── y ── Add ── … ── loss      forward: left to right, one node each
///   w ──┤                                        backward: the same nodes, right to left
///   a,b ┘
/// ```
///
/// Weights are either frozen ([t2l.autograd.StateDict]: tensors of a checkpoint) or trained ([t2l.autograd.Layout]:
/// places; [t2l.autograd.Parameters]: their values in one block). A module asks [t2l.autograd.Weights] for them by
/// state-dict name and does not know which it got.
///
/// Two ideas keep training fast and small. A view ([t2l.autograd.View]) has no gradient of its own: looking at the
/// gradient of what it views is enough. And since operations touch numbers through kernels only, a step recorded by
/// [t2l.tensor.Recording] can be run again without building anything.
///
/// Read in order: [t2l.autograd.Op], [t2l.autograd.Mul], [t2l.autograd.MatMul], [t2l.autograd.View],
/// [t2l.autograd.Pass], [t2l.autograd.GradCheck] (break a sign, watch the check); then [t2l.autograd.Layout],
/// [t2l.autograd.Parameters], [t2l.autograd.AdamW] (fit a line).
package t2l.autograd;
