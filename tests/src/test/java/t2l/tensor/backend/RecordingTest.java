package t2l.tensor.backend;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;

/// What a recording leaves out: zeros that a product is added to.
class RecordingTest {
    private final List<Kernel> run = new ArrayList<>();
    private final Recording recording = new Recording(new KernelsOver(new ReferenceKernels()) {
        @Override
        protected boolean take(Kernel kernel) {
            run.add(kernel);
            return false;
        }
    });
    private final Tensor a = floats(1, 2, 3, 4);
    private final Tensor b = floats(5, 6, 7, 8);
    private final Tensor out = floats(9, 9, 9, 9);
    private final Tensor other = floats(9, 9, 9, 9);

    private static Tensor floats(double... values) {
        Tensor t = Tensor.allocate(Arena.ofAuto(), DType.F32, 2, 2);
        for (int i = 0; i < values.length; i++) {
            t.set(i, values[i]);
        }
        return t;
    }

    private List<Kernel> replayed() {
        out.set(0, 7);
        run.clear();
        recording.replay();
        return run;
    }

    @Test
    void zerosThatAProductIsAddedToAreNotWritten() {
        recording.run(new Fill(0, out));
        recording.run(MatMul.add(1, a, b, out));
        recording.run(MatMul.add(1, b, a, out));
        assertEquals(List.of(new MatMul(a, b, out), MatMul.add(1, b, a, out)), replayed());
        assertArrayEquals(new double[] {19 + 23, 22 + 34, 43 + 31, 50 + 46}, out.toDoubles());
    }

    @Test
    void whateverElseComesFirstStays() {
        List<Kernel> calls = List.of(MatMul.add(1, a, b, out), new Fill(1, out), MatMul.add(1, a, b, out),
                new Fill(0, out), MatMul.add(2, a, b, out), new Fill(0, other), MatMul.add(1, a, b, out),
                new Fill(0, out), new MatMul(a, b, other));
        calls.forEach(recording::run);
        assertEquals(calls, replayed());
    }
}
