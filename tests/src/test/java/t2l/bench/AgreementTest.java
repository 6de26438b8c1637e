package t2l.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Products.MatMul;

/// What `t2l bench` calls right.
class AgreementTest {
    private final Arena arena = Arena.ofAuto();
    private final RandomTensors draw = new RandomTensors(arena, 1);

    @Test
    void oneWrongElementAmongManyIsFound() {
        Tensor want = draw.normal(500, 1000);
        Tensor got = draw.zeros(500, 1000);
        new ReferenceKernels().run(new Copy(want, got));
        Agreement.require("x", got, want);
        got.set(12_345, got.get(12_345) + 1);
        Refused.says("its speed means nothing", () -> Agreement.require("x", got, want));
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
}
