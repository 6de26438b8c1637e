package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Products.Dot;
import t2l.tensor.ranks.Ranks;

/// The batches of a step are shards, a power of two of them, which ranks divide among themselves. The gradients of all shards
/// are added as one binary tree, so that the bits do not depend on the number of ranks:
///
/// ```
///   rank 0: shards 0 … 7    ──┐ Tree           parts  0 │ 1       exchange      own part
///                             └──▶ sum of its shards  ──┼──▶   rank 0: part 0 of every rank ── tree ── scale, clip ── AdamW ─┐
///   rank 1: shards 8 … 15   ──▶ sum of its shards     ──┘      rank 1: part 1 of every rank ── …                            │
///                                                              all ranks: all values  ◀── gather ───────────────────────────┘
/// ```
///
/// A part is as many equal chunks as the rank has shards. The norm is computed from the squares of each chunk, in their order.
/// Where numbers are updated one by one, a rank updates its part, and keeps the optimiser's state of that part only;
/// otherwise, the parts of the gradient are gathered and every rank updates everything.
public final class Sharded extends Update {
    /// Chunks begin where vectors do.
    private static final int ALIGNED = 16;

    private final Ranks ranks;
    private final Tree tree;
    private final int chunk;
    private final int part;

    /// A part of each rank; the first is where this rank's is summed.
    private final Tensor received;

    private final Parameters own;
    private final Tensor squares;
    private final Tensor allSquares;
    private final double max;
    /// What the optimiser moves: the own part, or all values.
    private final Parameters moved;

    private final Map<String, Parameters> moments;

    private Sharded(Arena arena, Ranks ranks, int shards, Parameters values, double max, boolean whole,
            Function<Parameters, Optimiser> optimiser) {
        requireDivisible(ranks, shards);
        DType dtype = values.flat().dtype();
        int n = (int) values.flat().size();
        int width = Math.ceilDiv(Math.ceilDiv(n, shards), ALIGNED) * ALIGNED;
        int capacity = Layout.count((long) width * shards);
        Layout one = new Layout();
        one.weight("part", Init.ZEROS, capacity / ranks.count());
        Parameters moving = whole ? values : new Parameters(arena, dtype, one);
        super(arena, values, optimiser.apply(moving));
        this.ranks = ranks;
        this.chunk = width;
        this.part = capacity / ranks.count();
        this.tree = new Tree(arena, dtype, shards / ranks.count(), n, capacity);
        this.received = Tensor.allocate(arena, dtype, capacity);
        this.own = new Parameters(arena, received, one);
        this.squares = Tensor.allocate(arena, dtype, part / chunk);
        this.allSquares = Tensor.allocate(arena, dtype, shards);
        this.max = max;
        this.moved = moving;
        this.moments = Map.of("m", new Parameters(arena, tree.root(), values.layout()), "v",
                new Parameters(arena, received, values.layout()));
    }

    /// With AdamW, of which each rank updates a part.
    ///
    /// @param arena  holds gradients and moments
    /// @param shards the batches of a step, a power of two that the number of ranks divides
    /// @param max    the norm to clip to
    public static Sharded adamW(Arena arena, Ranks ranks, int shards, Parameters values, double max,
            AdamW.AdamSettings settings) {
        return new Sharded(arena, ranks, shards, values, max, false, part -> new AdamW(arena, part, settings));
    }

    /// With an optimiser that needs whole matrices: every rank updates everything.
    public static Sharded whole(Arena arena, Ranks ranks, int shards, Parameters values, double max,
            Optimiser optimiser) {
        return new Sharded(arena, ranks, shards, values, max, true, _ -> optimiser);
    }

    /// Throws [IllegalArgumentException] unless shards can be divided among ranks.
    public static void requireDivisible(Ranks ranks, int shards) {
        if (Integer.bitCount(shards) != 1 || shards % ranks.count() != 0) {
            throw new IllegalArgumentException("shards: needs a power of two that the number of ranks divides, got "
                    + shards + " and " + ranks.count() + (ranks.count() == 1 ? " rank" : " ranks"));
        }
    }

    @Override
    public void clear(Kernels k) {
        tree.clear();
        super.clear(k);
    }

    @Override
    public void add(Kernels k) {
        tree.add(k, gradients.flat());
        k.run(new Fill(0, gradients.flat()));
    }

    @Override
    public double norm(Kernels k, double scale) {
        ranks.exchange(tree.root(), received);
        for (int apart = 1; apart < ranks.count(); apart *= 2) {
            for (int q = 0; q < ranks.count(); q += 2 * apart) {
                k.run(new Add(part(q), part(q + apart), part(q)));
            }
        }
        if (scale != 1) {
            k.run(new Scale(scale, own.flat(), own.flat()));
        }
        double norm = Math.sqrt(squares(k));
        double factor = Clip.factor(max, norm);
        if (factor < 1) {
            k.run(new Scale(factor, own.flat(), own.flat()));
        }
        return norm;
    }

    /// What rank `q` sent.
    private Tensor part(int q) {
        return received.narrow(0, q * part, part);
    }

    /// The sum of the squares of all parts.
    private double squares(Kernels k) {
        for (int i = 0; i < squares.dim(0); i++) {
            Tensor piece = own.flat().narrow(0, i * chunk, chunk);
            k.run(new Dot(piece, piece, squares.narrow(0, i, 1)));
        }
        ranks.gather(squares, allSquares);
        double sum = 0;
        for (int i = 0; i < allSquares.dim(0); i++) {
            sum += allSquares.get(i);
        }
        return sum;
    }

    @Override
    public void apply(Kernels k, double lr) {
        if (moved == values) {
            gather(k, own.flat(), gradients.flat());
            super.apply(k, lr);
        } else {
            if (used() > 0) {
                k.run(new Copy(values.flat().narrow(0, start(), used()), moved.flat().narrow(0, 0, used())));
            }
            optimiser.step(k, lr, moved, own);
            gather(k, moved.flat(), values.flat());
        }
    }

    /// Collects the parts of all ranks.
    private void gather(Kernels k, Tensor mine, Tensor all) {
        ranks.gather(mine, tree.root());
        k.run(new Copy(tree.root().narrow(0, 0, (int) all.size()), all));
    }

    /// Where the own part starts.
    private int start() {
        return ranks.rank() * part;
    }

    /// How many values are in the own part; the last chunks may be empty.
    private int used() {
        return Math.clamp(values.flat().size() - start(), 0, part);
    }

    /// The moments of all ranks lie where a step has its sums.
    @Override
    public Map<String, Parameters> state() {
        if (moved == values) {
            return super.state();
        }
        ranks.gather(optimiser.m.flat(), tree.root());
        ranks.gather(optimiser.v.flat(), received);
        return moments;
    }

    @Override
    public void resume(Kernels k, long steps) {
        if (moved != values) {
            k.run(new Copy(tree.root().narrow(0, start(), part), optimiser.m.flat()));
            k.run(new Copy(received.narrow(0, start(), part), optimiser.v.flat()));
        }
        super.resume(k, steps);
    }

    /// Sums blocks that come one after the other as the leaves of a binary tree: `((a+b)+(c+d))+((e+f)+(g+h))`. At most one
    /// block of each level is kept, as in the digits of a binary number.
    ///
    /// The sum of a power of two of neighbours is a node of the tree, so that others can compute theirs elsewhere: the bits
    /// are the same.
    static final class Tree {
        /// Level `l` holds the sum of 2ˡ leaves, if it holds one; the last level is the root.
        private final List<Tensor> levels = new ArrayList<>();

        private final Tensor root;
        private int added;

        /// @param leaves a power of two
        /// @param n      numbers of a leaf
        /// @param capacity numbers of the root, at least `n`; the rest stays 0
        Tree(Arena arena, DType dtype, int leaves, int n, int capacity) {
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
}
