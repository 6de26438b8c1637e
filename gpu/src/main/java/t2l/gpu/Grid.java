package t2l.gpu;

import java.util.Optional;
import t2l.tensor.Tensor;

/// The axes of an operation on elements, as few as the operands' layouts allow: neighbouring axes that lie end to end in
/// all operands become one. Last axis first.
///
/// @param size  elements along four axes
/// @param steps of each operand along them
@SuppressWarnings("ArrayRecordComponent") // nobody compares grids
record Grid(long[] size, long[]... steps) {
    private static final int AXES = 4;

    /// The axes of a shape; nothing if more than four are needed.
    ///
    /// @param shape   of the result
    /// @param strides of each operand, one for each axis of the shape; 0 where it has one element for all
    static Optional<Grid> of(int[] shape, long[]... strides) {
        long[] size = {1, 1, 1, 1};
        long[][] steps = new long[strides.length][AXES];
        int axis = -1;
        for (int k = shape.length - 1; k >= 0; k--) {
            if (shape[k] == 1) {
                continue;
            }
            if (axis >= 0 && endToEnd(strides, k, steps, axis, size[axis])) {
                size[axis] *= shape[k];
                continue;
            }
            if (++axis == AXES) {
                return Optional.empty();
            }
            size[axis] = shape[k];
            for (int i = 0; i < strides.length; i++) {
                steps[i][axis] = strides[i][k];
            }
        }
        return Optional.of(new Grid(size, steps));
    }

    /// Columns and rows of matrices of one shape, as they are.
    static Grid rows(Tensor... all) {
        long[][] steps = new long[all.length][];
        for (int i = 0; i < all.length; i++) {
            steps[i] = new long[] {all[i].stride(1), all[i].stride(0)};
        }
        return new Grid(new long[] {all[0].dim(1), all[0].dim(0), 1, 1}, steps);
    }

    private static boolean endToEnd(long[][] strides, int k, long[][] steps, int axis, long count) {
        for (int i = 0; i < strides.length; i++) {
            if (strides[i][k] != steps[i][axis] * count) {
                return false;
            }
        }
        return true;
    }

    /// Whether there is nothing to do.
    boolean isEmpty() {
        return size[0] == 0 || size[1] == 0 || size[2] == 0 || size[3] == 0;
    }

    /// Whether all operands lie end to end along the last axis.
    boolean unit() {
        for (long[] s : steps) {
            if (s[0] != 1) {
                return false;
            }
        }
        return true;
    }
}
