/// Chapter 3, for those in a hurry. In: kernels. Out: results, fast at once. Read [t2l.tensor.scalar.ScalarKernels] first.
///
/// The vector registers of [t2l.tensor.simd] need the JVM's second compiler: until that has seen a kernel some ten
/// thousand times, every `FloatVector` is an object, and the kernel a thousand times slower than it will be. A program that
/// makes one adapter is over before that. The kernels here are plain loops over `float[]`: the first compiler makes of them
/// some 0.4·10⁹ multiply-adds a second, from the first moment on, and the second, if there is time for it, five times as
/// many.
///
/// They are what a program uses that has little to do (`t2l.app.launch.ShortRun` decides that, and knows the break-even), and
/// what `--backend auto` uses on a JVM without the Vector API. What they do not cover (gradients, optimisers) goes to the
/// definition under them. The order of additions is fixed by the shapes, as everywhere; it is not that of
/// [t2l.tensor.simd], so the last bits differ between the two.
///
/// Read in order: [t2l.tensor.scalar.Floats] (from memory to arrays), [t2l.tensor.scalar.ScalarKernels] (what is
/// covered), [t2l.tensor.scalar.ScalarProduct] (where the time goes). To run:
/// `./t2l complete --backend scalar --model builtin:tiny --prompt "cat dog >" --verbose`.
package t2l.tensor.scalar;
