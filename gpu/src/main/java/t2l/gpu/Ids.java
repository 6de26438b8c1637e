package t2l.gpu;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.CrossEntropy;
import t2l.tensor.kernel.Gather;

/// Row numbers, checked on the host before a kernel uses them: a device does not report reads outside a table. The host
/// writes them, so nothing is downloaded.
///
/// Every method returns whether they have the type that kernels know, and throws [IllegalArgumentException] for a number
/// outside the table.
final class Ids {
    private Ids() {}

    /// Rows of `table`, or −1.
    static boolean rows(String op, Tensor ids, Tensor table) {
        for (int i = 0; i < ids.dim(0); i++) {
            int id = (int) ids.get(i);
            if (id < -1 || id >= table.dim(0)) {
                throw Gather.outside(op, id, table);
            }
        }
        return true;
    }

    /// Rows of the tables of angles.
    static boolean positions(Tensor positions, Tensor cos) {
        for (int i = 0; i < positions.dim(0); i++) {
            int p = (int) positions.get(i);
            if (p < 0 || p >= cos.dim(0)) {
                throw Gather.outside("rope", p, cos);
            }
        }
        return positions.dtype() == DType.I32;
    }

    /// Columns of `logits`, or [CrossEntropy#IGNORE].
    static boolean targets(Tensor logits, Tensor targets) {
        for (int i = 0; i < targets.dim(0); i++) {
            int target = (int) targets.get(i);
            if (target != CrossEntropy.IGNORE && (target < 0 || target >= logits.dim(1))) {
                throw CrossEntropy.outside(target, logits);
            }
        }
        return targets.dtype() == DType.I32;
    }
}
