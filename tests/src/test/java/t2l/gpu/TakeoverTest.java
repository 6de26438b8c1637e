package t2l.gpu;

import static org.junit.jupiter.api.Assertions.*;

import java.util.logging.*;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.Unary;
import t2l.testkit.Gen;

/// What the device cannot do the processor does, with the same result and one line that says why.
class TakeoverTest {
    /// About which a compiler has much to say.
    private static final String MISTAKE = "\n#error " + "no ".repeat(30_000);

    private static List<String> said(Runnable work) {
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger("t2l.gpu");
        boolean others = logger.getUseParentHandlers();
        Level level = logger.getLevel();
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.WARNING); // a command in the process of the tests may have silenced the library
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(others);
            logger.setLevel(level);
        }
        return lines;
    }

    @Test
    void aProgramThatDoesNotCompile() {
        OpenClDevice device = Devices.device();
        List<String> lines = said(() -> {
            try (DeviceKernels broken = Devices.open(device, new ReferenceKernels(),
                    program -> OpenClBackend.source(program) + (program.equals("rows") ? MISTAKE : ""));
                    Arena arena = Arena.ofShared()) {
                Tensor x = Tensor.of(arena, new float[] {1, 1, 1, 1}, 2, 2);
                for (int i = 0; i < 2; i++) {
                    broken.run(new Softmax(x, x)); // by the processor
                    broken.run(new Scale(4, x, x)); // by the device
                }
                assertEquals(2, x.get(3));
                assertEquals(2, broken.traffic().orElseThrow().launches());
            }
        });
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("backend opencl: Softmax on " + device.name() + ": its compiler says: "),
                lines.getFirst());
        assertTrue(lines.getFirst().endsWith("; the processor computes it instead"), lines.getFirst());
    }

    @Test
    void aDeviceWithoutMemory() {
        takesOver(Devices.within(Devices.device(), 1000, 1000), "needs ");
    }

    @Test
    void aDeviceWithSmallBuffers() {
        takesOver(Devices.within(Devices.device(), 1 << 20, 64), "the device gives at most 64");
    }

    /// A chain in which some operands fit and some do not; every result is that of the definition.
    private static void takesOver(OpenClDevice device, String why) {
        List<String> lines = said(() -> {
            try (DeviceKernels limited = Devices.open(device); Arena arena = Arena.ofShared()) {
                double[][] results = new double[2][];
                for (int i = 0; i < 2; i++) {
                    var k = i == 0 ? new ReferenceKernels() : limited;
                    Tensor w = Gen.tensor(arena, DType.F32, new SplittableRandom(1), 40, 30);
                    Tensor x = Gen.tensor(arena, DType.F32, new SplittableRandom(2), 9, 30);
                    Tensor small = Gen.tensor(arena, DType.F32, new SplittableRandom(3), 1, 10);
                    Tensor y = Tensor.allocate(arena, DType.F32, 9, 40);
                    Tensor out = Tensor.allocate(arena, DType.F32, 1, 10);
                    k.run(new Scale(2, small, small));
                    k.run(new MatMul(x, w.t(), y));
                    k.run(new Pointwise(Unary.SILU, small, small));
                    k.run(MatMul.add(0.5, small, w.narrow(0, 0, 10).narrow(1, 0, 10).t(), out));
                    k.run(new Mul(out, small, out));
                    k.run(new AddRow(y.narrow(1, 0, 10), out.reshape(10), y.narrow(1, 0, 10)));
                    results[i] = y.toDoubles();
                }
                for (int j = 0; j < results[0].length; j++) {
                    assertEquals(results[0][j], results[1][j], 1e-4);
                }
                assertTrue(limited.traffic().orElseThrow().launches() > 0, "nothing was computed on the device");
            }
        });
        assertTrue(lines.stream().anyMatch(line -> line.contains(why)), lines.toString());
        assertEquals(lines.size(), lines.stream().distinct().count(), "each reason is said once");
    }

    @Test
    void whatTheDeviceHasNoKernelForFindsItsResults() {
        try (DeviceKernels kernels = Devices.open(); Arena arena = Arena.ofShared()) {
            List<Consumer<Tensor>> steps = List.of(x -> kernels.run(new Scale(3, x, x)), x -> {
                Tensor exact = Tensor.allocate(arena, DType.F64, 3);
                kernels.run(new Copy(x, exact)); // no F64 on devices
                kernels.run(new Scale(2, exact, exact));
                new ReferenceKernels().run(new Copy(exact, x));
            }, x -> kernels.run(new Add(x, x, x)));
            Tensor x = Tensor.of(arena, new float[] {1, 2, 3}, 3);
            steps.forEach(step -> step.accept(x));
            assertEquals(3 * 3 * 2 * 2, x.get(2));
        }
    }
}
