package t2l.tensor.simd.product;


import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.testkit.Gen;

/// A matrix, or a batch of them, somewhere inside a larger tensor of random numbers.
///
/// @param base what holds the memory
/// @param view the matrix, a view of `base`
record Placed(Tensor base, Tensor view) {
    /// How a matrix lies in memory.
    enum Layout {
        /// Row after row.
        ROWS,
        /// Column after column.
        COLUMNS,
        /// A window of a larger matrix.
        WINDOW,
        /// The transpose of a window.
        WINDOW_COLUMNS,
        /// Neither rows nor columns are contiguous.
        SPREAD;

        private static final int MARGIN = 32;

        private int[] baseShape(int rows, int columns) {
            return switch (this) {
                case ROWS -> new int[] {rows, columns};
                case COLUMNS -> new int[] {columns, rows};
                case WINDOW -> new int[] {rows + 3, columns + 2 * MARGIN};
                case WINDOW_COLUMNS -> new int[] {columns + 3, rows + 2 * MARGIN};
                case SPREAD -> new int[] {rows, columns, 2};
            };
        }

        private Tensor view(Tensor base, int batch, int rows, int columns) {
            int axis = batch == 0 ? 0 : 1;
            return switch (this) {
                case ROWS -> base;
                case COLUMNS -> base.t();
                case WINDOW -> base.narrow(axis, 1, rows).narrow(axis + 1, MARGIN, columns);
                case WINDOW_COLUMNS -> base.narrow(axis, 1, columns).narrow(axis + 1, MARGIN, rows).t();
                case SPREAD -> base.narrow(axis + 2, 1, 1).reshape(shape(batch, rows, columns));
            };
        }
    }

    /// A place for `batch` matrices, or for one if `batch` is 0.
    static Placed in(Arena arena, SplittableRandom random, Layout layout, DType type, int batch, int rows, int columns) {
        Tensor base = Tensor.allocate(arena, type, shape(batch, layout.baseShape(rows, columns)));
        fill(base, random);
        return new Placed(base, layout.view(base, batch, rows, columns));
    }

    /// The same place with the same numbers, in other memory.
    Placed copy(Arena arena, Layout layout) {
        Tensor other = Tensor.allocate(arena, base.dtype(), base.dims());
        MemorySegment.copy(base.forReading(), 0, other.forWriting(), 0, base.forReading().byteSize());
        int batch = view.rank() == 3 ? view.dim(0) : 0;
        return new Placed(other, layout.view(other, batch, view.dim(-2), view.dim(-1)));
    }

    /// Whether both hold the same bits, around the views as well.
    boolean same(Placed other) {
        return base.forReading().mismatch(other.base.forReading()) == -1;
    }

    private static int[] shape(int batch, int... matrix) {
        return batch == 0 ? matrix : IntStream.concat(IntStream.of(batch), IntStream.of(matrix)).toArray();
    }

    private static void fill(Tensor t, SplittableRandom random) {
        if (!t.dtype().quantised()) {
            for (long i = 0; i < t.size(); i++) {
                t.set(i, random.nextDouble(-1, 1));
            }
            return;
        }
        Gen.blocks(t, random);
    }
}
