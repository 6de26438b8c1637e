package t2l.gpu.tornado;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.reflect.Proxy;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.gpu.DeviceFailure;
import t2l.gpu.DeviceProducts;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/// What a device through TornadoVM does when something goes wrong, and which device that is.
class TornadoQueueTest {
    private static final int WORDS = 1 << 20;

    /// A plan in which one launch of the kernel `failing` fails after it has run.
    private static final class Failing extends Plan {
        private String failing = "";

        Failing() {
            super(TornadoDevices.best(), WORDS, 1 << 16);
        }

        @Override
        void run(String kernel, long x, long y, long z, int localX, int localY) {
            super.run(kernel, x, y, z, localX, localY);
            if (kernel.equals(failing)) {
                failing = "";
                throw new DeviceFailure("no power");
            }
        }
    }

    private static Tensor rows(Arena arena, float value) {
        Tensor t = Tensor.allocate(arena, DType.F32, 70, 70);
        for (int i = 0; i < t.size(); i++) {
            t.set(i, value);
        }
        return t;
    }

    private static long launches(Kernels kernels) {
        return kernels.traffic().orElseThrow().launches();
    }

    /// The processor computes it from the beginning, and the device goes on with the next.
    @Test
    void oneFailureCostsOneProduct() {
        Failing plan = new Failing();
        try (Kernels kernels = new DeviceProducts(new ReferenceKernels(), new TornadoQueue("test", plan, Optional.empty()));
                Arena arena = Arena.ofShared()) {
            Tensor y = rows(arena, 5);
            plan.failing = "product";
            kernels.run(new MatMul(rows(arena, 1), rows(arena, 2), y));
            assertEquals(140, y.get(77));
            long before = launches(kernels);
            kernels.run(new MatMul(rows(arena, 1), rows(arena, 3), y));
            assertEquals(1, launches(kernels) - before);
            assertEquals(210, y.get(77));
        }
    }

    /// Whether it was added or not, nobody knows: neither the processor nor another kernel may add it again.
    @Test
    void whatMayHaveBeenAddedIsNotAddedAgain() {
        for (boolean library : new boolean[] {false, true}) {
            Failing plan = new Failing();
            Optional<CuBlas> loops = CuBlas.open(plan, CuBlasTest::loops, 0);
            assertTrue(loops.isPresent());
            try (Kernels kernels = new DeviceProducts(new ReferenceKernels(),
                    new TornadoQueue("test", plan, library ? loops : Optional.empty())); Arena arena = Arena.ofShared()) {
                Tensor y = rows(arena, 5);
                plan.failing = library ? "result" : "product";
                T2lException e = assertThrows(T2lException.class,
                        () -> kernels.run(MatMul.add(1, rows(arena, 1), rows(arena, 2), y)));
                assertEquals("backend tornado: a product on test failed half done: no power; start again with the backend simd",
                        e.getMessage());
            }
        }
    }

    /// A library that fails before it has changed anything leaves the product to the processor.
    @Test
    void aFailedOperandIsComputedByTheProcessor() {
        Failing plan = new Failing();
        try (Kernels kernels = new DeviceProducts(new ReferenceKernels(),
                new TornadoQueue("test", plan, CuBlas.open(plan, CuBlasTest::loops, 0))); Arena arena = Arena.ofShared()) {
            Tensor y = rows(arena, 5);
            plan.failing = "right";
            kernels.run(MatMul.add(1, rows(arena, 1), rows(arena, 2), y));
            assertEquals(145, y.get(77));
        }
    }

    /// CUDA has room for 65,535 groups along the second and third dimension of a grid; it says so nowhere.
    @Test
    void aGridThatIsTooLargeIsLeftToTheProcessor() {
        try (Kernels kernels = new DeviceProducts(new ReferenceKernels(),
                new TornadoQueue("test", new Failing(), Optional.empty())); Arena arena = Arena.ofShared()) {
            for (int count : new int[] {65_535, 65_536}) {
                Tensor one = Tensor.allocate(arena, DType.F32, count, 1, 1);
                one.set(count - 1, 3);
                Tensor y = Tensor.allocate(arena, DType.F32, count, 1, 1);
                long before = launches(kernels);
                kernels.run(new MatMul(one, one, y));
                assertEquals(9, y.get(count - 1));
                assertEquals(count == 65_535 ? 1 : 0, launches(kernels) - before);
            }
        }
    }

    /// TornadoVM allows 4 GB on any device unless it is told otherwise.
    @Test
    void severalAreOpenAtOnceAndOneAfterTheOther() {
        for (int round = 0; round < 3; round++) {
            try (Kernels first = new DeviceProducts(new ReferenceKernels(), new TornadoDevices().open());
                    Kernels second = new DeviceProducts(new ReferenceKernels(), new TornadoDevices().open());
                    Arena arena = Arena.ofShared()) {
                for (Kernels kernels : List.of(first, second, first)) {
                    Tensor y = rows(arena, 5);
                    kernels.run(new MatMul(rows(arena, 1), rows(arena, 2), y));
                    assertEquals(140, y.get(77));
                }
                assertEquals(2, launches(first));
            }
        }
    }

    @Test
    void aDeviceThroughCudaComesFirst() {
        TornadoDevice openCl = device(TornadoVMBackendType.OPENCL);
        TornadoDevice cuda = device(TornadoVMBackendType.CUDA);
        assertSame(cuda, TornadoDevices.best(List.of(openCl, cuda)));
        assertSame(openCl, TornadoDevices.best(List.of(openCl, device(TornadoVMBackendType.SPIRV))));
        assertThrows(DeviceFailure.class, () -> TornadoDevices.best(List.of()));
    }

    private static TornadoDevice device(TornadoVMBackendType type) {
        return (TornadoDevice) Proxy.newProxyInstance(TornadoQueueTest.class.getClassLoader(),
                new Class<?>[] {TornadoDevice.class}, (self, method, arguments) -> switch (method.getName()) {
                    case "getTornadoVMBackend" -> type;
                    case "equals" -> self == arguments[0];
                    default -> throw new AssertionError(method.getName());
                });
    }

    /// What TornadoVM 5.2.0 throws where there is no driver.
    @Test
    void aFailureSaysWhatIsBehindIt() {
        Throwable none = new ExceptionInInitializerError(new IllegalStateException(
                "\u001b[31m[WARNING] No OpenCL platforms found.\n Deoptimizing\u001b[0m\nStacktrace: [a, b]"));
        assertEquals("TornadoVM finds no device: [WARNING] No OpenCL platforms found. Deoptimizing",
                Failures.of("TornadoVM finds no device", none).getMessage());
    }
}
