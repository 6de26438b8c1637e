package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Products.*;

/// Makes `S` matrices of one shape nearly orthogonal, from `x = u·σ·vᵀ` to about `u·vᵀ`, by matrix products only.
///
/// Each iteration maps the singular values of all matrices by `σ → a·σ + b·σ³ + c·σ⁵`, which pushes values in
/// `(0, 1]` towards 1 (Jordan et al. 2024, "Muon"; their constants, chosen for speed near 0, leave values between about
/// 0.7 and 1.2). For a wide matrix `σ³` is `(x·xᵀ)·x`, for a tall one `x·(xᵀ·x)`, whichever is smaller.
final class NewtonSchulz {
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;

    /// Odd, so that the result is in the second stack.
    private static final int ITERATIONS = 5;

    /// `S` contiguous matrices, and the views of them that a run needs.
    private record Stack(Tensor all, Tensor turned, List<Tensor> each) {
        static Stack of(Arena arena, DType dtype, int count, int rows, int columns) {
            Tensor all = Tensor.allocate(arena, dtype, count, rows, columns);
            return new Stack(all, all.t(), IntStream.range(0, count)
                    .mapToObj(i -> all.narrow(0, i, 1).reshape(rows, columns)).toList());
        }
    }

    private final boolean wide;
    private final Stack first;
    private final Stack second;
    private final Tensor gram;
    private final Tensor poly;
    private final Tensor squares;

    NewtonSchulz(Arena arena, DType dtype, int count, int rows, int columns) {
        int small = Math.min(rows, columns);
        this.wide = columns > rows;
        this.first = Stack.of(arena, dtype, count, rows, columns);
        this.second = Stack.of(arena, dtype, count, rows, columns);
        this.gram = Tensor.allocate(arena, dtype, count, small, small);
        this.poly = Tensor.allocate(arena, dtype, count, small, small);
        this.squares = Tensor.allocate(arena, dtype, 1);
    }

    /// The input `i`, to be written before [#run], which overwrites it.
    Tensor input(int i) {
        return first.each().get(i);
    }

    /// The orthogonal factor of input `i` after [#run].
    Tensor output(int i) {
        return second.each().get(i);
    }

    void run(Kernels k) {
        for (int i = 0; i < first.each().size(); i++) {
            Tensor x = input(i);
            k.run(new Dot(x, x, squares));
            k.run(new Scale(1 / (Math.sqrt(squares.get(0)) + 1e-7), x, x));
        }
        Stack x = first;
        Stack y = second;
        for (int i = 0; i < ITERATIONS; i++) {
            k.run(new MatMul(wide ? x.all() : x.turned(), wide ? x.turned() : x.all(), gram));
            k.run(new Scale(B, gram, poly));
            k.run(MatMul.add(C, gram, gram, poly));
            k.run(new Scale(A, x.all(), y.all()));
            k.run(MatMul.add(1, wide ? poly : x.all(), wide ? x.all() : poly, y.all()));
            Stack spent = x;
            x = y;
            y = spent;
        }
    }
}
