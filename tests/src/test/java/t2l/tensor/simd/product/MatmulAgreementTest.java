package t2l.tensor.simd.product;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.SimdKernels;
import t2l.tensor.simd.product.Placed.Layout;
import t2l.testkit.Gen;

/// The fast matrix product against its definition, over generated shapes, layouts and element types. The bound is the
/// rounding of a sum of `k` products in any order: `(k + c) · ε · Σ|aᵢbᵢ|`, from the data of each element.
class MatmulAgreementTest {
    private static final Kernels REFERENCE = new ReferenceKernels();
    private static final Parallel THREADS = new Parallel(3);
    private static final Kernels SIMD = new SimdKernels(new Refuses(), THREADS);

    /// Every product of these tests but empty sums is for the fast kernels.
    private static final class Refuses extends KernelsOver {
        Refuses() {
            super(REFERENCE);
        }

        @Override
        protected boolean take(Kernel kernel) {
            assertEquals(0, ((MatMul) kernel).a().dim(-1), "fell back");
            return false;
        }
    }

    /// One product: sizes, batch (0: matrices), layouts, `alpha` (NaN: overwrite).
    record Case(int m, int n, int k, int batch, Layout a, Layout b, Layout out, double alpha, long seed) {
        void check(DType typeA, DType typeB) {
            try (Arena arena = Arena.ofShared()) {
                SplittableRandom random = new SplittableRandom(seed);
                Tensor x = Placed.in(arena, random, a, typeA, batch, m, k).view();
                Tensor y = Placed.in(arena, random, b, typeB, batch, k, n).view();
                Placed fast = Placed.in(arena, random, out, DType.F32, batch, m, n);
                Placed expected = fast.copy(arena, out);
                Tensor exact = Tensor.allocate(arena, DType.F64, fast.view().dims());
                Tensor bound = Tensor.allocate(arena, DType.F64, fast.view().dims());
                if (Double.isNaN(alpha)) {
                    SIMD.run(new MatMul(x, y, fast.view()));
                    REFERENCE.run(new MatMul(x, y, exact));
                    REFERENCE.run(new MatMul(absolute(arena, x), absolute(arena, y), bound));
                } else {
                    REFERENCE.run(new Copy(fast.view(), exact));
                    REFERENCE.run(new Copy(absolute(arena, exact), bound));
                    SIMD.run(MatMul.add(alpha, x, y, fast.view()));
                    REFERENCE.run(MatMul.add(alpha, x, y, exact));
                    REFERENCE.run(MatMul.add(Math.abs(alpha), absolute(arena, x), absolute(arena, y), bound));
                }
                for (long i = 0; i < exact.size(); i++) {
                    assertEquals(exact.get(i), fast.view().get(i), (k + 8) * 0x1p-24 * bound.get(i),
                            "element " + i + " of " + this);
                }
                REFERENCE.run(new Copy(fast.view(), expected.view()));
                assertTrue(fast.same(expected), "wrote beside the result of " + this);
            }
        }

        private static Tensor absolute(Arena arena, Tensor x) {
            Tensor all = Tensor.allocate(arena, DType.F64, x.dims());
            for (long i = 0; i < x.size(); i++) {
                all.set(i, Math.abs(x.get(i)));
            }
            return all;
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Integer> small = Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 24, 31, 32, 33, 47, 48, 49,
                64, 95, 96, 97, 0);
        Arbitrary<Integer> large = Arbitraries.of(128, 129, 131, 200, 257, 300, 771);
        Arbitrary<Layout> layout = Arbitraries.of(Layout.class);
        Arbitrary<int[]> sizes = Combinators.combine(small, small, small, large, Arbitraries.integers().between(0, 5))
                .as((m, n, k, big, which) -> switch (which) {
                    case 0 -> new int[] {big, n, k};
                    case 1 -> new int[] {m, big, k};
                    case 2 -> new int[] {m, n, big};
                    default -> new int[] {m, n, k};
                });
        return Combinators
                .combine(sizes, Arbitraries.of(0, 0, 0, 1, 2, 5), layout, layout, layout,
                        Arbitraries.of(Double.NaN, 1.0, -0.5), Arbitraries.longs())
                .as((size, batch, a, b, out, alpha, seed) -> new Case(size[0], size[1], size[2], batch, a, b, out,
                        alpha, seed));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void floatsInAnyLayout(@ForAll("cases") Case c) {
        c.check(DType.F32, DType.F32);
    }

    /// `x·wᵀ` and `dy·w` with the same frozen weight `w[rows,columns]`.
    @Property(tries = 75, edgeCases = EdgeCasesMode.NONE)
    void frozenWeightsBothWays(@ForAll("weights") Weight w) {
        Layout across = w.window ? Layout.WINDOW_COLUMNS : Layout.COLUMNS;
        Layout along = w.window ? Layout.WINDOW : Layout.ROWS;
        new Case(w.m, w.rows, w.columns, 0, Layout.ROWS, across, Layout.ROWS, Double.NaN, w.seed).check(DType.F32,
                w.type);
        new Case(w.m, w.columns, w.rows, 0, Layout.ROWS, along, Layout.WINDOW, 0.5, w.seed).check(DType.F32, w.type);
        new Case(w.rows, w.m, w.columns, 2, along, Layout.COLUMNS, Layout.ROWS, 1.0, w.seed).check(w.type, DType.F32);
    }

    /// A weight of whole blocks and the number of rows it meets.
    record Weight(DType type, int m, int rows, int columns, boolean window, long seed) {}

    @Provide
    Arbitrary<Weight> weights() {
        return Combinators
                .combine(Gen.readable().filter(t -> t != DType.F64 && t != DType.F32),
                        Arbitraries.of(1, 1, 2, 3, 8, 13, 16, 17, 40), Arbitraries.of(1, 2, 7, 33, 48, 130),
                        Arbitraries.of(32, 64, 96, 128, 288, 320), Arbitraries.of(true, false), Arbitraries.longs())
                .as((type, m, rows, columns, window, seed) -> new Weight(type, m, rows,
                        type.blockSize() > DType.BLOCK ? columns % 5 * 256 + 256 : columns,
                        window && type.blockSize() <= DType.BLOCK, seed));
    }

    @Test
    void severalBlocksInEachDirection() {
        checkBlocks();
    }

    static void checkBlocks() {
        for (Layout a : new Layout[] {Layout.ROWS, Layout.COLUMNS}) {
            for (Layout b : new Layout[] {Layout.ROWS, Layout.COLUMNS}) {
                new Case(131, 800, 300, 0, a, b, Layout.ROWS, 0.5, 1).check(DType.F32, DType.F32);
                new Case(33, 800, 513, 0, a, b, Layout.COLUMNS, Double.NaN, 2).check(DType.F32, DType.F32);
                new Case(64, 300, 8, 20, a, b, Layout.WINDOW, 0.5, 3).check(DType.F32, DType.F32);
            }
        }
    }
}
