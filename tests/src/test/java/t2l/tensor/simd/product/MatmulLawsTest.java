package t2l.tensor.simd.product;

import static org.junit.jupiter.api.Assertions.*;

import jdk.incubator.vector.FloatVector;
import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.OtherJvm;
import t2l.OtherJvm.Ended;
import t2l.tensor.*;
import t2l.tensor.Memory.PackedSpace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.SimdKernels;
import t2l.tensor.simd.product.MatmulSamples.Sample;
import t2l.tensor.simd.product.Placed.Layout;

/// What holds for every fast matrix product besides being right.
class MatmulLawsTest {
    /// What this JVM computes.
    private static long checksum;

    @BeforeAll
    static void compute() {
        checksum = MatmulSamples.checksum(3);
    }

    static Iterable<Sample> samples() {
        return MatmulSamples.ALL;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sameBitsForAnyThreadsAndAgain(Sample sample) {
        try (Parallel one = new Parallel(1); Parallel seven = new Parallel(7); Arena arena = Arena.ofShared()) {
            Placed alone = sample.run(arena, new SimdKernels(new ReferenceKernels(), one));
            Kernels shared = new SimdKernels(new ReferenceKernels(), seven);
            for (int again = 0; again < 3; again++) {
                assertTrue(alone.same(sample.run(arena, shared)), "run " + again + " of " + sample);
            }
        }
    }

    static Iterable<Integer> packedRows() {
        return MatmulSamples.PACKED;
    }

    @ParameterizedTest
    @MethodSource("packedRows")
    void aPackedWeightChangesNoBit(int rows) {
        try (Parallel three = new Parallel(3); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), three);
            Placed stored = MatmulSamples.repeated(arena, kernels, rows, false);
            assertTrue(stored.same(MatmulSamples.repeated(arena, kernels, rows, true)));
        }
    }

    /// Whoever changes a weight after all finds the change in the next product.
    @Test
    void aChangedWeightIsNotPackedAnyMore() {
        try (Parallel one = new Parallel(1); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), one);
            Placed weight = Placed.in(arena, new SplittableRandom(1), Layout.COLUMNS, DType.Q8_0, 0, 64, 64);
            weight.base().memory().packInto(new PackedSpace(arena, 1 << 20));
            Tensor x = Tensor.allocate(arena, DType.F32, 20, 64).fill(1);
            Tensor out = Tensor.allocate(arena, DType.F32, 20, 64);
            for (int i = 0; i < 4; i++) {
                kernels.run(new MatMul(x, weight.view(), out));
            }
            weight.base().forWriting().fill((byte) 0);
            kernels.run(new MatMul(x, weight.view(), out));
            assertEquals(0, out.get(0));
        }
    }

    /// All tiles, each with registers of another width, as far as this processor has them.
    @ParameterizedTest
    @EnumSource
    void sameBitsForAnyTileAndAnyRegisters(TileShape shape) throws IOException, InterruptedException {
        int bits = Math.min(128 << List.of(TileShape.values()).indexOf(shape),
                FloatVector.SPECIES_PREFERRED.vectorBitSize());
        assertEquals(bits + " " + checksum, other(Map.of("T2L_TILE", shape.toString()), "-Dt2l.simd.bits=" + bits));
    }

    @Test
    void aTrialChoosesTheTileOnce(@TempDir Path home) throws IOException, InterruptedException {
        String line = FloatVector.SPECIES_PREFERRED.vectorBitSize() + " " + checksum;
        assertEquals(line, other(Map.of(), "-Dt2l.home=" + home));
        List<Path> files;
        try (Stream<Path> all = Files.walk(home)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertEquals(1, files.size());
        String chosen = Files.readString(files.getFirst());
        assertTrue(Stream.of(TileShape.values()).anyMatch(shape -> chosen.equals(shape + "\n")), chosen);
        FileTime written = Files.getLastModifiedTime(files.getFirst());
        assertEquals(line, other(Map.of(), "-Dt2l.home=" + home));
        assertEquals(written, Files.getLastModifiedTime(files.getFirst()));
    }

    @Test
    void aTileThatThereIsNotIsRefused() throws IOException, InterruptedException {
        Ended refused = OtherJvm.run(MatmulSamples.class, Map.of("T2L_TILE", "9x9"));
        assertTrue(String.join("\n", refused.lines()).contains("T2L_TILE: needs one of 8x2, 4x3, 4x2, got 9x9"));
        assertEquals(1, refused.exit());
    }

    /// The line that [MatmulSamples] prints in another JVM.
    private static String other(Map<String, String> environment, String... flags)
            throws IOException, InterruptedException {
        Ended ended = OtherJvm.run(MatmulSamples.class, environment, flags);
        assertEquals(0, ended.exit(), ended.lines().toString());
        return String.join("\n", ended.lines());
    }

    /// What serving needs: a token is written with the same bits whoever else is being served.
    @ParameterizedTest
    @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = {"F64", "I32"})
    void aRowHasTheSameBitsBesideAnyOthers(DType type) {
        try (Parallel three = new Parallel(3); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), three);
            SplittableRandom random = new SplittableRandom(1);
            int k = type.blockSize() > DType.BLOCK ? 1536 : type.quantised() ? 1632 : 1637;
            Tensor w = Placed.in(arena, random, Layout.COLUMNS, type, 0, k, 23).view();
            Tensor x = Placed.in(arena, random, Layout.WINDOW, DType.F32, 0, 16, k).view();
            Tensor alone = Tensor.allocate(arena, DType.F32, 16, 23);
            for (int i = 0; i < 16; i++) {
                kernels.run(new MatMul(x.narrow(0, i, 1), w, alone.narrow(0, i, 1)));
            }
            for (int m = 2; m <= 16; m++) {
                Tensor beside = Tensor.allocate(arena, DType.F32, m, 23);
                kernels.run(new MatMul(x.narrow(0, 16 - m, m), w, beside));
                Tensor same = alone.narrow(0, 16 - m, m);
                for (long i = 0; i < beside.size(); i++) {
                    assertEquals(same.get(i), beside.get(i), "element " + i + " of " + m + " rows");
                }
            }
        }
    }

    /// Numbers without a leading one included.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void everyFiniteHalfBecomesItsFloat(int rows) {
        try (Parallel one = new Parallel(1); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), one);
            Tensor w = Tensor.allocate(arena, DType.F16, 1024, 64);
            for (int bits = 0; bits < 1 << 16; bits++) {
                float v = Float.float16ToFloat((short) bits);
                w.set(bits, Float.isFinite(v) ? v : 0);
            }
            Tensor out = Tensor.allocate(arena, DType.F32, rows, 1024);
            for (int i = 0; i < 64; i++) {
                Tensor x = Tensor.allocate(arena, DType.F32, rows, 64).fill(0);
                x.set(64 * (rows - 1) + i, 1);
                kernels.run(new MatMul(x, w.t(), out));
                for (int j = 0; j < 1024; j++) {
                    assertEquals(w.get(64 * j + i) + 0.0, out.get(1024 * (rows - 1) + j));
                }
            }
        }
    }

    @Test
    void wrongShapesAndAliasesAreRefused() {
        try (Parallel one = new Parallel(1); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), one);
            Tensor square = Tensor.allocate(arena, DType.F32, 8, 8);
            Tensor other = Tensor.allocate(arena, DType.F32, 8, 8);
            Tensor wide = Tensor.allocate(arena, DType.F32, 8, 9);
            var shapes = assertThrows(IllegalArgumentException.class,
                    () -> kernels.run(new MatMul(square, other, wide)));
            assertEquals(
                    "matmul: needs a[m,k] b[k,n] out[m,n], or S of each, got f32[8, 8] and f32[8, 8] and f32[8, 9]",
                    shapes.getMessage());
            assertThrows(IllegalArgumentException.class, () -> kernels.run(MatMul.add(1, wide, other, wide)));
            assertThrows(IllegalArgumentException.class, () -> kernels.run(new MatMul(square, other, square)));
            assertThrows(IllegalArgumentException.class, () -> kernels.run(new MatMul(other, square, square)));
        }
    }

    @Test
    void doublesGoToTheDefinition() {
        try (Parallel one = new Parallel(1); Arena arena = Arena.ofShared()) {
            Tensor a = Tensor.allocate(arena, DType.F64, 1, 2).fill(1e-9);
            Tensor b = Tensor.allocate(arena, DType.F64, 2, 1).fill(1);
            Tensor out = Tensor.allocate(arena, DType.F64, 1, 1).fill(1);
            new SimdKernels(new ReferenceKernels(), one).run(MatMul.add(1, a, b, out));
            assertEquals(1 + 2e-9, out.get(0));
        }
    }
}
