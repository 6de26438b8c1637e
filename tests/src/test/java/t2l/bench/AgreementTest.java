package t2l.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Add;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;

/// What `t2l bench` calls right.
class AgreementTest {
    private final Arena arena = Arena.ofAuto();
    private final RandomTensors draw = new RandomTensors(arena, 1);

    /// Kernels that give one wrong number.
    private static final class Wrong extends KernelsOver {
        Wrong() {
            super(new ReferenceKernels());
        }

        @Override
        protected boolean take(Kernel kernel) {
            under().run(kernel);
            Tensor out = ((Add) kernel).out();
            out.set(12_345, out.get(12_345) + 1);
            return true;
        }
    }

    @Test
    void oneWrongElementAmongManyIsFound() {
        Tensor a = draw.normal(500, 1000);
        Tensor b = draw.normal(500, 1000);
        Tensor out = draw.zeros(500, 1000);
        Agreement.withReference(k -> k.run(new Add(a, b, out)), new ReferenceKernels(), out);
        T2lException e = assertThrows(T2lException.class,
                () -> Agreement.withReference(k -> k.run(new Add(a, b, out)), new Wrong(), out));
        assertTrue(e.getMessage().contains("its speed means nothing"), e.getMessage());
    }

    @Test
    void whatIsNotFiniteIsWrong() {
        Tensor want = draw.normal(10);
        Tensor got = draw.zeros(10).fill(Double.NaN);
        assertThrows(T2lException.class, () -> Agreement.require("x", got, want));
    }

    @Test
    void aProductWithAWrongColumnIsFound() {
        Tensor a = draw.normal(7, 32);
        Tensor b = draw.normal(DType.Q8_0, 1, 40, 32).t();
        Tensor out = draw.zeros(7, 40);
        new ReferenceKernels().run(new MatMul(a, b, out));
        Agreement.product(a, b, out);
        out.set(6 * 40 + 39, out.get(6 * 40 + 39) + 0.01);
        assertThrows(T2lException.class, () -> Agreement.product(a, b, out));
    }

    @Test
    void accumulatedResultsStartFromTheSameNumbers() {
        Tensor x = draw.normal(9, 9);
        Tensor out = draw.normal(9, 9);
        double[] before = out.toDoubles();
        Agreement.withReference(k -> k.run(new ScaleAdd(0.5, x, out)), new ReferenceKernels(), out);
        double[] want = new double[before.length];
        for (int i = 0; i < want.length; i++) {
            want[i] = before[i] + 0.5 * x.get(i);
        }
        assertArrayEquals(want, out.toDoubles(), 1e-6);
    }
}
