package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;

/// Held to the gguf package's numbers (`quants.safetensors`), which are ggml's.
class QuantizerTest {
    private static final List<DType> TYPES = List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1, DType.Q5_0, DType.Q5_1,
            DType.BF16, DType.F16);
    private static final List<DType> SUPER = List.of(DType.Q4_K, DType.Q5_K, DType.Q6_K);

    @TempDir
    Path dir;

    @Test
    void everyBlockReadsAsItsGolden() {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = golden(arena);
            for (DType type : TYPES) {
                for (String kind : type.quantised() ? List.of("", ".fixed") : List.of(".fixed")) {
                    RawTensor raw = golden.raw().get(type + kind + ".raw");
                    Tensor values = golden.get(type + kind + ".values");
                    Tensor read = Tensor.over(raw.data(), type, values.dims());
                    for (long i = 0; i < values.size(); i++) {
                        float want = (float) values.get(i);
                        float got = (float) read.get(i);
                        assertTrue(want == got || Math.abs(want - got) <= Math.ulp(want),
                                type + kind + " " + i + ": " + want + " " + got);
                    }
                }
            }
        }
    }

    @Test
    void everyBlockIsMadeAsItsGolden() {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = golden(arena);
            for (DType type : TYPES) {
                Tensor made = Quantizer.quantise(golden.get("fixed.f32"), type, arena);
                assertArrayEquals(golden.raw().get(type + ".fixed.raw").data().toArray(JAVA_BYTE),
                        made.forReading().toArray(JAVA_BYTE), type.toString());
            }
        }
    }

    @Property(tries = 30)
    void aNumberMovesByHalfAStepAtMost(@ForAll Random random) {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.allocate(arena, DType.F32, 3, 64);
            for (long i = 0; i < x.size(); i++) {
                x.set(i, random.nextGaussian() * Math.exp(random.nextInt(8) - 4));
            }
            for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1, DType.Q5_0, DType.Q5_1)) {
                Tensor q = Quantizer.quantise(x, type, arena);
                for (int block = 0; block < 6; block++) {
                    double low = Double.POSITIVE_INFINITY;
                    double high = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < 32; j++) {
                        low = Math.min(low, x.get(block * 32L + j));
                        high = Math.max(high, x.get(block * 32L + j));
                    }
                    double most = Math.max(high, -low);
                    // Half a step, and the scale's rounding to 11 bits, which each step repeats. A Q4_0 or Q5_0 number on the
                    // side opposite to the extreme one may be cut off by a whole step more.
                    double bound = switch (type) {
                        case Q8_0 -> most / 127 * 0.5 + most / 2048;
                        case Q4_0 -> most / 8 + most / 2048;
                        case Q5_0 -> most / 16 + most / 2048;
                        case Q5_1 -> (high - low) / 31 * 0.5 + (high - low + most) / 2048;
                        default -> (high - low) / 15 * 0.5 + (high - low + most) / 2048;
                    };
                    for (long i = block * 32L; i < block * 32L + 32; i++) {
                        double moved = Math.abs(q.get(i) - x.get(i));
                        assertTrue(moved <= bound, type + ": " + x.get(i) + " moved by " + moved + ", bound " + bound);
                    }
                }
            }
        }
    }

    @Test
    void superBlocksAreNearerToTheirNumbersThanGgmls() {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = SafeTensors
                    .open(Hostile.file(dir, "super", Hostile.resource("superblocks.safetensors")), arena);
            Tensor x = golden.get("x");
            for (DType type : SUPER) {
                Tensor ours = Quantizer.quantise(x, type, arena);
                Tensor theirs = Tensor.over(golden.raw().get(type + ".raw").data(), type, x.dims());
                double we = 0;
                double they = 0;
                for (int block = 0; block < x.dim(0); block++) {
                    assertTrue(error(x, ours, block) < 1.1 * error(x, theirs, block), type + " " + block);
                    we += error(x, ours, block);
                    they += error(x, theirs, block);
                }
                assertTrue(we < 0.97 * they, type + ": " + we + " against " + they);
            }
        }
    }

    /// The sum of the squared errors of a row.
    private static double error(Tensor x, Tensor rounded, int row) {
        double error = 0;
        for (int j = 0; j < x.dim(1); j++) {
            error += Math.pow(x.at(row, j) - rounded.at(row, j), 2);
        }
        return error;
    }

    /// Blocks of any content, also of a single sign, constant, and with groups of very different sizes: the error of a group is
    /// bounded by its own width and by what the scales of a block are rounded to.
    @Property(tries = 60)
    void aSuperBlockKeepsEveryNumberToTwoSteps(@ForAll Random random) {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.allocate(arena, DType.F32, 4, 256);
            for (long i = 0; i < x.size(); i++) {
                double size = random.nextInt(8) == 0 ? 0 : Math.exp(i / 32 % 8 - 4.0);
                x.set(i, size * (i / 256 == 0
                        ? random.nextGaussian()
                        : i / 256 == 1
                                ? random.nextDouble()
                                : i / 256 == 2 ? -random.nextDouble() : -3));
            }
            for (DType type : SUPER) {
                Tensor q = Quantizer.quantise(x, type, arena);
                int integers = type == DType.Q4_K ? 15 : type == DType.Q5_K ? 31 : 63;
                for (int row = 0; row < 4; row++) {
                    double most = width(x, row, 0, 256);
                    for (int from = 0; from < 256; from += 32) {
                        double bound = 2 * width(x, row, from, from + 32) / integers + 2 * most / 63;
                        for (int j = from; j < from + 32; j++) {
                            assertEquals(x.at(row, j), q.at(row, j), bound, type + " " + row + " " + j);
                        }
                    }
                }
            }
        }
    }

    /// How far apart numbers of a row are, and zero.
    private static double width(Tensor x, int row, int from, int to) {
        double[] all = IntStream.range(from, to).mapToDouble(j -> x.at(row, j)).toArray();
        return Math.max(0, Arrays.stream(all).max().orElseThrow())
                - Math.min(0, Arrays.stream(all).min().orElseThrow());
    }

    @Test
    void aBlockOfZerosStaysZero() {
        try (Arena arena = Arena.ofConfined()) {
            for (DType type : Stream.concat(TYPES.stream(), SUPER.stream()).toList()) {
                for (double v : Quantizer.quantise(Tensor.allocate(arena, DType.F32, 256), type, arena).toDoubles()) {
                    assertTrue(v == 0, type + " " + v);
                }
            }
        }
    }

    @Test
    void aViewIsQuantisedAsItsElements() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor x = Tensor.allocate(arena, DType.F32, 64, 2);
            for (long i = 0; i < x.size(); i++) {
                x.set(i, (int) (i % 7) - 3);
            }
            Tensor copy = Tensor.allocate(arena, DType.F32, 2, 64);
            for (long i = 0; i < x.size(); i++) {
                copy.set(i, x.t().get(i));
            }
            assertEquals(-1, Quantizer.quantise(x.t(), DType.Q8_0, arena).forReading()
                    .mismatch(Quantizer.quantise(copy, DType.Q8_0, arena).forReading()));
        }
    }

    @Test
    void whatNoBlockCanHoldIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e12f}) {
                Tensor x = Tensor.allocate(arena, DType.F32, 256);
                x.set(5, bad);
                x.set(6, 3);
                for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1, DType.Q5_0, DType.Q5_1, DType.Q4_K,
                        DType.Q5_K,
                        DType.Q6_K)) {
                    assertThrows(IllegalArgumentException.class, () -> Quantizer.quantise(x, type, arena),
                            type + " " + bad);
                }
            }
            assertThrows(IllegalArgumentException.class,
                    () -> Quantizer.quantise(Tensor.allocate(arena, DType.F32, 33), DType.Q8_0, arena));
            assertThrows(IllegalArgumentException.class,
                    () -> Quantizer.quantise(Tensor.allocate(arena, DType.F32, 32), DType.IQ4_NL, arena));
            assertThrows(IllegalArgumentException.class,
                    () -> Quantizer.quantise(Tensor.allocate(arena, DType.Q8_0, 32), DType.Q8_0, arena));
        }
    }

    private SafeTensors golden(Arena arena) {
        return SafeTensors.open(Hostile.file(dir, "quants", Hostile.resource("quants.safetensors")), arena);
    }
}
