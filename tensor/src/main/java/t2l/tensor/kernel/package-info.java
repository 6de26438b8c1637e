/// Chapter 2: arithmetic, defined. In: tensors. Out: a call as a value. Read [t2l.tensor.kernel.Kernel] first.
///
/// A [t2l.tensor.kernel.Kernel] is one call as a value: a record of the tensors and numbers it works on. This package is
/// all the arithmetic there is, one file a group. Each record holds the formula, the shapes it requires (checked once, in
/// the constructor), and its definition in plain loops over doubles: slow on purpose, and the measure of every faster loop.
/// A group, or the record itself, says what it reads and writes ([t2l.tensor.kernel.Kernel.Access]).
///
/// ```
///   new MatMul(x, w.t(), y)       a value; shapes are checked here
///     kernels.run(…)              a backend that is fast at it, or the one below (package backend)
///     .define()                   the definition, which tests compare with
///     .access()                   what a device has to move
/// ```
///
/// A gradient that needs more than one product is a kernel of its own, beside its forward kernel, as in
/// [t2l.tensor.kernel.Norms]. [t2l.tensor.kernel.Unary] lists functions of one number with their slopes;
/// [t2l.tensor.kernel.Heads] and [t2l.tensor.kernel.Mask] describe attention; [t2l.tensor.kernel.Noise] is randomness as a
/// function of a key and a place.
///
/// Read in order: [t2l.tensor.kernel.Kernel], [t2l.tensor.kernel.Elementwise], [t2l.tensor.kernel.Norms],
/// [t2l.tensor.kernel.Products], [t2l.tensor.kernel.Heads], [t2l.tensor.kernel.Attending], [t2l.tensor.kernel.Sequences],
/// [t2l.tensor.kernel.Recurrent].
package t2l.tensor.kernel;
