package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.DType;
import t2l.tensor.Tensor;

/// Held to the gguf package's numbers (`quants.safetensors`), which are ggml's.
class QuantizerTest {
    private static final List<DType> TYPES = List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1, DType.BF16, DType.F16);

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
            for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
                Tensor q = Quantizer.quantise(x, type, arena);
                for (int block = 0; block < 6; block++) {
                    double low = Double.POSITIVE_INFINITY;
                    double high = Double.NEGATIVE_INFINITY;
                    for (int j = 0; j < 32; j++) {
                        low = Math.min(low, x.get(block * 32L + j));
                        high = Math.max(high, x.get(block * 32L + j));
                    }
                    double most = Math.max(high, -low);
                    // Half a step, and the scale's rounding to 11 bits, which each step repeats. A Q4_0 number on the
                    // side opposite to the extreme one may be cut off by a whole step more.
                    double bound = switch (type) {
                        case Q8_0 -> most / 127 * 0.5 + most / 2048;
                        case Q4_0 -> most / 8 + most / 2048;
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
    void aBlockOfZerosStaysZero() {
        try (Arena arena = Arena.ofConfined()) {
            for (DType type : TYPES) {
                for (double v : Quantizer.quantise(Tensor.allocate(arena, DType.F32, 32), type, arena).toDoubles()) {
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
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e9f}) {
                Tensor x = Tensor.allocate(arena, DType.F32, 32);
                x.set(5, bad);
                x.set(6, 3);
                for (DType type : List.of(DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
                    assertThrows(IllegalArgumentException.class, () -> Quantizer.quantise(x, type, arena),
                            type + " " + bad);
                }
            }
            assertThrows(IllegalArgumentException.class,
                    () -> Quantizer.quantise(Tensor.allocate(arena, DType.F32, 33), DType.Q8_0, arena));
            assertThrows(IllegalArgumentException.class,
                    () -> Quantizer.quantise(Tensor.allocate(arena, DType.Q8_0, 32), DType.Q8_0, arena));
        }
    }

    private SafeTensors golden(Arena arena) {
        return SafeTensors.open(Hostile.file(dir, "quants", Hostile.resource("quants.safetensors")), arena);
    }
}
