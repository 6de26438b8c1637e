package t2l.tensor.kernel;

import java.util.List;
import t2l.tensor.Tensor;

/// What a kernel does with its operands.
///
/// @param reads   read only
/// @param updates read and changed
/// @param writes  overwritten without being read, except where one is also among `reads`
public record Access(List<Tensor> reads, List<Tensor> updates, List<Tensor> writes) {
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
