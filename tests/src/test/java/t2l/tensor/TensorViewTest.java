package t2l.tensor;

import static org.junit.jupiter.api.Assertions.*;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import org.junit.jupiter.api.Test;

/// Views: what they refuse, and what they cost.
class TensorViewTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Bytes of a tensor with its shape and strides, and of the arrays that a call passes.
    private static final int VIEW = 160;

    @Test
    void aSliceWhoseEndOverflowsIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor t = Tensor.allocate(arena, DType.F32, 3, 4);
            assertEquals("narrow: needs axis 1 to hold 2 … 2147483649, got f32[3, 4]",
                    assertThrows(IllegalArgumentException.class, () -> t.narrow(1, 2, Integer.MAX_VALUE)).getMessage());
        }
    }

    @Test
    void anAxisOfOneElementCanStandAnywhere() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor t = Tensor.of(arena, new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2);
            Tensor column = t.narrow(2, 1, 1);
            for (int[] shape : new int[][] {{4, 1}, {1, 4}, {2, 1, 2}, {4}}) {
                assertArrayEquals(new double[] {1, 3, 5, 7}, column.reshape(shape).toDoubles());
            }
        }
    }

    @Test
    void aViewBuildsNoErrorMessage() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor t = Tensor.allocate(arena, DType.F32, 6, 8);
            Tensor band = t.narrow(1, 2, 4);
            Map<String, UnaryOperator<Tensor>> views = Map.of("narrow", x -> x.narrow(1, 1, 2), "t", Tensor::t,
                    "permute", x -> x.permute(1, 0), "reshape", x -> x.reshape(3, 2, x.dim(1)));
            views.forEach((name, view) -> {
                for (Tensor x : new Tensor[] {t, band}) {
                    long before = THREAD.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < 100; i++) {
                        var _ = view.apply(x);
                    }
                    long each = (THREAD.getCurrentThreadAllocatedBytes() - before) / 100;
                    assertTrue(each <= VIEW, name + " of " + x + " allocates " + each + " bytes");
                }
            });
        }
    }
}
