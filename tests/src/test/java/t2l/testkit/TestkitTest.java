package t2l.testkit;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Mul;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;
import t2l.testkit.KernelAgreement.Round;

/// The checks find what is wrong; that they accept what is right, all other tests show.
class TestkitTest {
    /// Kernels that are right until something is done to their results.
    private static final class Spoilt extends KernelsOver {
        private final Consumer<Kernel> spoil;

        Spoilt(Kernels right, Consumer<Kernel> spoil) {
            super(right);
            this.spoil = spoil;
        }

        @Override
        protected boolean take(Kernel kernel) {
            if (kernel instanceof Mul || (kernel instanceof MatMul m && m.out().rank() == 2)) {
                under().run(kernel);
                spoil.accept(kernel);
                return true;
            }
            return false;
        }
    }

    private static double squares(Tensor x) {
        double sum = 0;
        for (long i = 0; i < x.size(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return sum;
    }

    @Test
    void aWrongGradientIsFound() {
        Tensor x = Gen.tensor(Arena.ofAuto(), DType.F64, new SplittableRandom(1), 3, 5);
        gradient(x, 2).require(1e-8);
        String found = assertThrows(AssertionError.class, () -> gradient(x, 1.999).require(1e-8)).getMessage();
        assertTrue(found.matches("gradient: along a random direction, differences give \\S+, the gradient gives \\S+:"
                + " error \\S+, more than 1.0E-8; the largest single error is at \\[\\d, \\d]: \\S+ instead of \\S+"),
                found);
        assertTrue(gradient(x, Double.NaN).error() != 0, "not a number is wrong");
        assertThrows(AssertionError.class, () -> gradient(x, Double.NaN).require(1e-8));
    }

    @Test
    void theWrongElementIsNamed() {
        Tensor x = Gen.tensor(Arena.ofAuto(), DType.F64, new SplittableRandom(1), 3, 5);
        double[] before = x.toDoubles();
        String found = assertThrows(AssertionError.class, () -> GradCheck.check(x, TestkitTest::squares, (at, dx) -> {
            for (long i = 0; i < at.size(); i++) {
                dx.set(i, i == 8 ? 0 : 2 * at.get(i));
            }
        }, new SplittableRandom(7)).require(1e-8)).getMessage();
        assertTrue(found.contains("at [1, 3]: 0.0 instead of "), found);
        assertArrayEquals(before, x.toDoubles());
    }

    @Test
    void theWrongParameterIsNamed() {
        Layout layout = new Layout();
        layout.weight("a", Init.ONES, 2);
        Param b = layout.weight("b", Init.ONES, 2, 2);
        Parameters values = new Parameters(Arena.ofAuto(), DType.F64, layout).initialise(1);
        Tensor part = Tensor.allocate(Arena.ofAuto(), DType.F64, 2, 2);
        // the second factor is a copy, which gets no gradient: where b is 3, the slope is 6 and not 3
        values.of(b).set(1, 3);
        String found = assertThrows(AssertionError.class, () -> GradCheck.check(values, pass -> {
            Tensor all = values.of(b);
            for (int i = 0; i < 4; i++) {
                part.set(i, all.get(i));
            }
            return pass.use(b).dot(part);
        }, new SplittableRandom(7)).require(1e-8)).getMessage();
        assertTrue(found.contains("at b[0, 1]: 3.0 instead of "), found);
    }

    @Test
    void singlePrecisionIsRefused() {
        Tensor x = Tensor.allocate(Arena.ofAuto(), DType.F32, 2);
        assertEquals("at: needs F64, got F32",
                assertThrows(IllegalArgumentException.class, () -> gradient(x, 2)).getMessage());
    }

    private static GradCheck.Slope gradient(Tensor x, double factor) {
        BiConsumer<Tensor, Tensor> add = (at, dx) -> {
            for (long i = 0; i < at.size(); i++) {
                dx.set(i, factor * at.get(i));
            }
        };
        return GradCheck.check(x, TestkitTest::squares, add, new SplittableRandom(7));
    }

    @Test
    void aKernelThatIsOffIsFound() {
        Round round = new Round(3, 17, KernelCase.Layout.WINDOW, 1);
        KernelAgreement.check(new ReferenceKernels(), round);
        finds("mul on", round, mul -> mul.out().set(7, mul.out().get(7) * (1 + 1e-6)));
        finds("mul on", round, mul -> mul.out().set(7, Double.NaN));
        finds("changed memory of operand 0", round, mul -> mul.a().set(0, 3));
    }

    private static void finds(String what, Round round, Consumer<Mul> spoil) {
        Spoilt spoilt = new Spoilt(new ReferenceKernels(), kernel -> {
            if (kernel instanceof Mul mul) {
                spoil.accept(mul);
            }
        });
        String found = assertThrows(AssertionError.class, () -> KernelAgreement.check(spoilt, round)).getMessage();
        assertTrue(found.contains(what), found);
    }

    /// The last bit of the first number of a product of several rows.
    @Test
    void aRowThatKnowsItsNeighboursIsFound() {
        try (Parallel threads = new Parallel(1)) {
            Spoilt spoilt = new Spoilt(Backends.open("simd", threads), kernel -> {
                if (kernel instanceof MatMul m && m.out().dim(0) > 1 && m.out().dim(0) <= 16) {
                    m.out().set(0, Math.nextUp((float) m.out().get(0)));
                }
            });
            assertThrows(AssertionError.class, () -> {
                for (int seed = 0; seed < 20; seed++) {
                    BatchInvariance.check(spoilt, spoilt, seed);
                }
            });
        }
    }
}
