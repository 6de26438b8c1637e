/// Machine code that Java writes: products of quantised weights and activations that are rounded to eight bits, for Linux on
/// x86-64. In: a [t2l.tensor.kernel.Products.MatMul]; out: its result, or the answer that it is left to the vector kernels. Read
/// [t2l.tensor.x86.ByteKernels] first.
///
/// ```
///   ByteKernels    which products are taken
///     CodeCheck        compares code and definition before the first use
///     ByteProducts rounds the rows, divides the work among threads
///       ByteCode   the functions of this processor
///         RoundCode, DotCode   what they do, in instructions
///           Assembler   instructions as bytes
///         MachineCode   memory to run them in, never writable and executable at once
/// ```
///
/// C2 makes no products of bytes of the Vector API's operations, so 64 multiply-adds in one instruction are out of its reach
/// (docs/c2.md).
package t2l.tensor.x86;
