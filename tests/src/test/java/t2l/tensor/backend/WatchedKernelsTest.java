package t2l.tensor.backend;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Products.MatMul;

/// When kernels that take from the heap are reported.
class WatchedKernelsTest {
    private static final Tensor A = Tensor.allocate(Arena.ofAuto(), DType.F32, 2, 3);
    private static final Tensor B = Tensor.allocate(Arena.ofAuto(), DType.F32, 3, 4);
    private static final Kernel FILL = new Fill(0, A);
    private static final Kernel PRODUCT = new MatMul(A, B, Tensor.allocate(Arena.ofAuto(), DType.F32, 2, 4));

    private static final long MILLISECOND = 1_000_000;

    private final List<String> said = new ArrayList<>();
    private long time;
    private long heap;
    /// Of each product; any kernel takes a millisecond.
    private long bytes;
    private boolean opened;
    private final Kernels kernels = new WatchedKernels(new KernelsOver(new ReferenceKernels()) {
        @Override
        protected boolean take(Kernel kernel) {
            time += MILLISECOND;
            heap += kernel instanceof Fill ? 0 : bytes;
            return true;
        }
    }, () -> {
        opened = true;
        return () -> heap;
    }, () -> time, said::add);

    /// A second of a product and a few others.
    private void run(int seconds, Kernel product) {
        for (int i = 0; i < 250 * seconds; i++) {
            kernels.run(FILL);
            kernels.run(product);
            kernels.run(FILL);
            kernels.run(FILL);
        }
    }

    @Test
    void aKernelThatIsBoxedIsReportedOnceAfterHalfAMinute() {
        run(4, PRODUCT);
        bytes = 10 * MILLISECOND; // 2.5 GB a second of all kernels
        run(20, PRODUCT);
        assertEquals(List.of(), said);
        run(100, PRODUCT);
        assertEquals(1, said.size());
        assertTrue(said.getFirst().matches("simd: the compiler has boxed the vectors of kernels, above all of MatMul of"
                + " f32\\[2, 3] and f32\\[3, 4] \\(2\\.[2-8] GB of objects a second\\), which .*"), said.getFirst());
        assertEquals(300e9, (double) kernels.heap(), 30e9);
    }

    @Test
    void ofSeveralSideBySideItNamesTheFirst() {
        bytes = 10 * MILLISECOND;
        run(45, new SideBySide(List.of(PRODUCT, new MatMul(A, B, Tensor.allocate(Arena.ofAuto(), DType.F32, 2, 4)))));
        assertTrue(said.getFirst().contains("above all of MatMul of f32[2, 3]"), said.getFirst());
    }

    /// Until it is compiled, a kernel takes as much; and a little does no harm.
    @Test
    void aWarmUpAndALittleAreNot() {
        bytes = 10 * MILLISECOND;
        run(22, PRODUCT);
        bytes = MILLISECOND;
        run(100, PRODUCT);
        bytes = 0;
        run(1, PRODUCT);
        assertEquals(List.of(), said);
    }

    @Test
    void aShortRunIsNotMeasured() {
        bytes = 10 * MILLISECOND;
        run(4, PRODUCT);
        assertEquals(false, opened);
        assertEquals(0, kernels.heap());
    }
}
