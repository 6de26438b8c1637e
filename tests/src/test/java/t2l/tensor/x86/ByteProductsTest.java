package t2l.tensor.x86;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Products.MatMul;

/// Machine code for rounded activations against its definition in double precision, and its laws.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ByteProductsTest {
    private static final ByteCode NARROW = new ByteCode(false);
    private static final ByteCode HERE = ByteCode.here().orElseThrow();

    static Stream<DType> types() {
        return Arrays.stream(DType.values()).filter(Rounded::known);
    }

    @ParameterizedTest
    @MethodSource("types")
    void agreesWithItsDefinition(DType type) {
        assertTrue(CodeCheck.passed(HERE, type));
        assertTrue(CodeCheck.passed(NARROW, type));
    }

    /// A trial that cannot fail would prove nothing.
    @Test
    void aWrongFunctionFailsTheTrial() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = activations(arena, 2, 64, 1);
            Tensor w = weights(arena, DType.Q4_0, 3, 64, 2);
            Tensor out = product(HERE, 1, x, w);
            assertTrue(CodeCheck.right(x, w, out));
            out.set(4, out.get(4) * 1.001 + 0.001);
            assertFalse(CodeCheck.right(x, w, out));
        }
    }

    /// For any rows beside it, threads and width, and for shapes that end within a piece, a tile or a call.
    @ParameterizedTest
    @MethodSource("types")
    void aRowHasTheSameBitsEverywhere(DType type) {
        boolean blocks = type.blockSize() == DType.BLOCK;
        for (int k : blocks ? new int[] {64, 128, 576, 8256} : new int[] {256, 1792, 8448}) {
            try (Arena arena = Arena.ofConfined()) {
                int n = 137;
                Tensor w = weights(arena, type, n, k, k);
                Tensor x = activations(arena, 70, k, k + 1);
                float[] all = product(HERE, 3, x, w).toFloats();
                assertArrayEquals(all, product(NARROW, 1, x, w).toFloats());
                for (int row : new int[] {0, 3, 66, 69}) {
                    float[] alone = product(HERE, 2, x.narrow(0, row, 1), w).toFloats();
                    assertArrayEquals(Arrays.copyOfRange(all, row * n, (row + 1) * n), alone);
                }
            }
        }
    }

    @Test
    void whatIsNotFiniteStaysSo() {
        try (Arena arena = Arena.ofConfined()) {
            for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
                Tensor x = activations(arena, 1, 256, 3);
                x.set(100, value);
                float[] out = product(HERE, 1, x, weights(arena, DType.Q4_K, 8, 256, 4)).toFloats();
                for (float v : out) {
                    assertFalse(Float.isFinite(v));
                }
            }
        }
    }

    /// What there is no code for is computed by the kernels below, as is a product that accumulates.
    @Test
    void theRestGoesToTheKernelsBelow() {
        try (Arena arena = Arena.ofConfined(); Parallel one = new Parallel(1)) {
            Kernels under = Backends.open("simd", one);
            Kernels rounding = under.rounding(under);
            assertNotSame(under, rounding);
            for (DType type : List.of(DType.IQ4_XS, DType.BF16, DType.Q4_K)) {
                Tensor x = activations(arena, 2, 256, 5);
                Tensor w = Tensor.allocate(arena, type, 4, 256);
                Tensor out = Tensor.allocate(arena, DType.F32, 2, 4);
                Tensor expected = Tensor.allocate(arena, DType.F32, 2, 4);
                if (type == DType.Q4_K) {
                    CodeCheck.fill(w.forWriting(), type, new Random(6));
                    rounding.run(MatMul.add(1, x, w.t(), out));
                    under.run(MatMul.add(1, x, w.t(), expected));
                } else {
                    rounding.run(new MatMul(x, w.t(), out));
                    under.run(new MatMul(x, w.t(), expected));
                }
                assertArrayEquals(expected.toFloats(), out.toFloats());
            }
        }
    }

    private static Tensor product(ByteCode code, int threads, Tensor x, Tensor w) {
        try (Parallel parallel = new Parallel(threads)) {
            Tensor out = Tensor.allocate(Arena.ofAuto(), DType.F32, x.dim(0), w.dim(0));
            assertTrue(new ByteProducts(parallel, code).run(new MatMul(x, w.t(), out)));
            return out;
        }
    }

    private static Tensor weights(Arena arena, DType type, int n, int k, int seed) {
        Tensor w = Tensor.allocate(arena, type, n, k);
        CodeCheck.fill(w.forWriting(), type, new Random(seed));
        return w;
    }

    private static Tensor activations(Arena arena, int m, int k, int seed) {
        Random random = new Random(seed);
        Tensor x = Tensor.allocate(arena, DType.F32, m, k);
        for (long i = 0; i < x.size(); i++) {
            x.set(i, random.nextGaussian());
        }
        return x;
    }
}
