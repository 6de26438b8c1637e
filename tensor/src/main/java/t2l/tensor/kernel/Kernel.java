package t2l.tensor.kernel;

import java.util.List;
import t2l.tensor.Tensor;

/// A kernel call as a value: one piece of arithmetic on tensors that the caller supplies. This list is all the arithmetic
/// there is.
///
/// A record states its formula, what it requires of its operands (checked once, in its constructor, which throws
/// [IllegalArgumentException]) and its definition: plain loops in double precision. Its group, or itself, says what it reads
/// and writes. What runs a kernel fast is a backend ([t2l.tensor.backend.Kernels]); tests hold it to the definition.
///
/// A kernel whose name ends in `Add` accumulates (`+=`), as does one whose `add` is true; any other overwrites (`=`). A
/// result must not share memory with an operand unless a kernel says so. The order of all additions is fixed by the shapes:
/// results have the same bits for any number of threads and any vector width.
public sealed interface Kernel
        permits AdamWStep, Attending, Elementwise, Lookups, Losses, Norms, Products, Recurrent, Routing,
        Sequences, SideBySide {
    /// Which operands it reads, updates and writes.
    Access access();

    /// Computes it by its definition, over any element type and any view. Kernels that no backend takes run this in
    /// training, and allocate nothing.
    void define();

    /// What a kernel does with its operands.
    ///
    /// @param reads   read only
    /// @param updates read and changed
    /// @param writes  overwritten without being read, except where one is also among `reads`
    record Access(List<Tensor> reads, List<Tensor> updates, List<Tensor> writes) {
        /// No operands.
        public static final Access NONE = new Access(List.of(), List.of(), List.of());

        static Access reads(Tensor... operands) {
            return new Access(List.of(operands), List.of(), List.of());
        }

        static Access writes(Tensor... operands) {
            return new Access(List.of(), List.of(), List.of(operands));
        }

        Access andUpdates(Tensor... operands) {
            return new Access(reads, List.of(operands), writes);
        }

        Access andWrites(Tensor... operands) {
            return new Access(reads, updates, List.of(operands));
        }
    }
}
