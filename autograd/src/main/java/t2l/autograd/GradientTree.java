package t2l.autograd;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Add;
import t2l.tensor.kernel.Elementwise.Copy;

/// Sums blocks that come one after the other as the leaves of a binary tree: `((a+b)+(c+d))+((e+f)+(g+h))`. At most one block of
/// each level is kept, as in the digits of a binary number.
///
/// The sum of a power of two of neighbours is a node of the tree, so that others can compute theirs elsewhere: the bits
/// are the same.
final class GradientTree {
    /// Level `l` holds the sum of 2ˡ leaves, if it holds one; the last level is the root.
    private final List<Tensor> levels = new ArrayList<>();

    private final Tensor root;
    private int added;

    /// @param leaves a power of two
    /// @param n      numbers of a leaf
    /// @param capacity numbers of the root, at least `n`; the rest stays 0
    GradientTree(Arena arena, DType dtype, int leaves, int n, int capacity) {
        for (int of = leaves; of > 1; of /= 2) {
            levels.add(Tensor.allocate(arena, dtype, n));
        }
        root = Tensor.allocate(arena, dtype, capacity);
        levels.add(root.narrow(0, 0, n));
    }

    void clear() {
        added = 0;
    }

    /// Adds the next leaf, which is overwritten.
    void add(Kernels k, Tensor leaf) {
        int level = 0;
        for (int digits = added; (digits & 1) == 1; digits >>= 1) {
            k.run(new Add(levels.get(level++), leaf, leaf));
        }
        k.run(new Copy(leaf, levels.get(level)));
        added++;
    }

    /// The sum of all leaves, once they have been added.
    Tensor root() {
        return root;
    }
}
