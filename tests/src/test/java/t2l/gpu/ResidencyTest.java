package t2l.gpu;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Norms.Softmax;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.Unary;
import t2l.testkit.Gen;

/// What lies where: nobody ever reads an old number, nothing moves that need not, nothing stays that nobody needs.
class ResidencyTest {
    private DeviceKernels kernels;
    private final Arena arena = Arena.ofShared();

    @BeforeEach
    void open() {
        kernels = Devices.open();
    }

    @AfterEach
    void close() {
        if (kernels != null) {
            kernels.close();
        }
        arena.close();
    }

    private Traffic traffic() {
        return kernels.traffic().orElseThrow();
    }

    private Tensor numbers(double... values) {
        Tensor t = Tensor.allocate(arena, DType.F32, values.length);
        for (int i = 0; i < values.length; i++) {
            t.set(i, values[i]);
        }
        return t;
    }

    @Test
    void whateverChangesANumberIsSeenByTheNextKernel() {
        Tensor x = numbers(1, 2, 3);
        Tensor y = numbers(0, 0, 0);
        List<Runnable> changes = List.of(() -> x.set(1, 7), () -> x.fill(4), () -> x.narrow(0, 2, 1).set(0, 9),
                () -> x.forWriting().set(ValueLayout.JAVA_FLOAT, 0, -5f),
                () -> new ReferenceKernels().run(new Fill(6, x)),
                () -> kernels.run(new Fill(2, x)), () -> kernels.run(new Fill(8, x.narrow(0, 1, 1))), () -> {
                    try (Arena other = Arena.ofShared()) {
                        kernels.run(new Copy(Tensor.of(other, new float[] {3, 1, 4}, 3), x));
                    }
                });
        for (Runnable change : changes) {
            change.run();
            kernels.run(new Scale(2, x, y));
            for (int i = 0; i < 3; i++) {
                assertEquals(2 * x.get(i), y.get(i));
            }
            new ReferenceKernels().run(new Scale(3, y, x)); // reads what the device has just written
            assertEquals(3 * y.get(2), x.get(2));
        }
    }

    @Test
    void aChainGoesUpAndDownOnce() {
        Tensor x = Gen.tensor(arena, DType.F32, new SplittableRandom(1), 16, 32);
        Tensor w = Gen.tensor(arena, DType.BF16, new SplittableRandom(2), 48, 32);
        Tensor y = Tensor.allocate(arena, DType.F32, 16, 48);
        try (Workspace ws = new Workspace()) {
            Tensor product = ws.take(DType.F32, 16, 48);
            Tensor curve = ws.take(DType.F32, 16, 48);
            kernels.run(new MatMul(x, w.t(), product));
            kernels.run(new Pointwise(Unary.SILU, product, curve));
            kernels.run(new Mul(curve, product, curve));
            kernels.run(new Softmax(curve, y));
            Traffic done = traffic();
            assertEquals(2, done.uploads());
            assertEquals(4 * 16 * 32 + 2 * 48 * 32, done.uploadedBytes());
            assertEquals(0, done.downloads());
            double first = y.get(0);
            assertEquals(first, y.get(0));
            assertEquals(1, traffic().downloads());
            assertEquals(4 * 16 * 48, traffic().downloadedBytes());
        }
    }

    @Test
    void scratchMemoryThatWasGivenBackMovesNothing() {
        try (Workspace ws = new Workspace()) {
            for (int i = 0; i < 5; i++) {
                Tensor t = ws.take(DType.F32, 3, 7);
                kernels.run(new Fill(i, t.narrow(0, 1, 1))); // the rest holds whatever it held
                ws.give(t);
                Tensor u = ws.take(DType.F32, 21);
                u.set(0, 1); // on the host, over what the device has
                ws.give(u);
            }
            assertEquals(0, traffic().uploads());
            assertEquals(0, traffic().downloads());
            assertEquals(1, traffic().buffers());
        }
    }

    @Test
    void theSameMemoryInAnotherArenaIsAnotherMemory() {
        for (int i = 1; i < 50; i++) {
            try (Arena inner = Arena.ofConfined()) { // malloc gives the same address again
                Tensor x = Tensor.of(inner, new float[] {i, i}, 2);
                Tensor y = Tensor.allocate(inner, DType.F32, 2);
                kernels.run(new Add(x, x, y));
                assertEquals(2 * i, y.get(1));
            }
        }
    }

    @Test
    void aThousandStepsLeaveNoBuffer() {
        Tensor w = Gen.tensor(arena, DType.F32, new SplittableRandom(4), 8, 8);
        try (Workspace ws = new Workspace()) {
            int most = 0;
            for (int step = 0; step < 1000; step++) {
                try (Arena inner = Arena.ofConfined()) {
                    Tensor x = Tensor.of(inner, new float[8], 1, 8);
                    Tensor y = ws.take(DType.F32, 1, 8);
                    kernels.run(new MatMul(x, w.t(), y));
                    kernels.run(new Add(y, x, y));
                    assertEquals(0, y.get(3));
                    ws.give(y);
                }
                most = Math.max(most, traffic().buffers());
            }
            assertTrue(most <= 130, most + " buffers at once");
        }
        kernels.close();
        Traffic end = traffic();
        assertEquals(0, end.buffers());
        assertEquals(0, end.bufferBytes());
        kernels = Devices.open();
    }

    @Test
    void memoryThatNobodyRefersToIsGivenBack() throws InterruptedException {
        for (int i = 0; i < 40; i++) {
            Tensor x = Tensor.allocate(Arena.ofAuto(), DType.F32, 1000);
            kernels.run(new Fill(i, x));
        }
        int before = traffic().buffers();
        for (int i = 0; i < 50 && traffic().buffers() >= before; i++) {
            System.gc();
            Thread.sleep(20);
            kernels.run(new Fill(1, Tensor.allocate(arena, DType.F32, 1))); // making a copy looks for those that are gone
        }
        assertTrue(traffic().buffers() < before, "still " + traffic().buffers() + " buffers");
    }

    @Test
    void twoDevicesShareMemory() {
        try (DeviceKernels other = Devices.open()) {
            Tensor x = numbers(1, 2, 3);
            Tensor y = numbers(0, 0, 0);
            for (int i = 0; i < 3; i++) {
                kernels.run(new Add(x, x, y));
                other.run(new Add(y, y, x));
                kernels.run(new AddRow(x.reshape(1, 3), y, x.reshape(1, 3)));
            }
            assertEquals(6 * 6 * 6 * 3, x.get(2));
            assertEquals(2 * 6 * 6 * 3, y.get(2));
        }
    }

    @Test
    void closingBringsResultsHome() {
        Tensor y = numbers(0, 0);
        kernels.run(new Fill(5, y));
        kernels.close();
        assertEquals(5, y.get(1));
        assertEquals(0, traffic().buffers());
        kernels = Devices.open();
    }

    @Test
    void aMappedFileIsReadWhereItLies(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("weights");
        byte[] bytes = new byte[4 + 4 * 6];
        MemorySegment floats = MemorySegment.ofArray(bytes).asSlice(4);
        for (int i = 0; i < 6; i++) {
            floats.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i, i);
        }
        Files.write(file, bytes);
        try (Arena mapped = Arena.ofShared(); FileChannel channel = FileChannel.open(file)) {
            Tensor w = Tensor.over(channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.length, mapped).asSlice(4),
                    DType.F32, 2, 3);
            Tensor x = Tensor.of(arena, new float[] {1, 1, 1}, 1, 3);
            Tensor y = Tensor.allocate(arena, DType.F32, 1, 2);
            kernels.run(new MatMul(x, w.t(), y));
            long expected = 4L * 3 + (Devices.device().hostMemory() ? 0L : 4L * 6);
            assertEquals(expected, traffic().uploadedBytes());
            assertEquals(12, y.get(1));
        } // nothing may still be reading here
        kernels.finish();
    }

    @Test
    void aWeightLargerThanABufferIsMultipliedInPieces() {
        OpenClDevice small = Devices.within(Devices.device(), 1 << 20, 20_000);
        List<OpenClDevice> kinds = new ArrayList<>(List.of(Devices.as(small, OpenClDevice.Kind.CPU),
                Devices.as(small, OpenClDevice.Kind.GPU)));
        for (OpenClDevice device : kinds) {
            try (DeviceKernels limited = Devices.open(device)) {
                Tensor w = Gen.tensor(arena, DType.F16, new SplittableRandom(5), 400, 100);
                Tensor part = w.narrow(0, 3, 390);
                Tensor x = Gen.tensor(arena, DType.F32, new SplittableRandom(6), 7, 100);
                Tensor dy = Gen.tensor(arena, DType.F32, new SplittableRandom(7), 6, 390);
                Tensor y = Gen.tensor(arena, DType.F32, new SplittableRandom(8), 7, 390);
                Tensor dx = Gen.tensor(arena, DType.F32, new SplittableRandom(9), 6, 100);
                Tensor yWanted = copy(y);
                Tensor dxWanted = copy(dx);
                limited.run(new MatMul(x, part.t(), y));
                new ReferenceKernels().run(new MatMul(x, part.t(), yWanted));
                near(yWanted, y);
                limited.run(MatMul.add(0.3, dy, part, dx));
                new ReferenceKernels().run(MatMul.add(0.3, dy, part, dxWanted));
                near(dxWanted, dx);
                assertTrue(limited.traffic().orElseThrow().launches() >= 4, "pieces were not computed on the device");
                assertTrue(limited.traffic().orElseThrow().buffers() >= 7);
            }
        }
    }

    private Tensor copy(Tensor t) {
        Tensor copy = Tensor.allocate(arena, t.dtype(), t.dims());
        new ReferenceKernels().run(new Copy(t, copy));
        return copy;
    }

    private static void near(Tensor want, Tensor got) {
        for (int i = 0; i < want.size(); i++) {
            assertEquals(want.get(i), got.get(i), 1e-4);
        }
    }

    @Test
    void readingOneSideLeavesBothTrue() {
        Tensor x = numbers(1, 2, 3);
        kernels.run(new Scale(2, x, x));
        assertEquals(4, x.get(1));
        kernels.run(new Scale(2, x, x));
        assertEquals(1, traffic().uploads());
        assertFalse(traffic().downloads() > 1);
        assertEquals(8, x.get(1));
        assertEquals(2, traffic().downloads());
    }
}
