package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.*;
import static t2l.tensor.io.Hostile.file;
import static t2l.tensor.io.Hostile.resource;

import java.util.logging.*;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.scalar.ScalarBackend;
import t2l.tensor.simd.SimdKernels;

/// `blocks.safetensors` has eight blocks of each format and what the gguf package reads from them, `blocks.gguf` the
/// same blocks as tensors.
class BlockFormatTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @EnumSource
    void everyBlockReadsAsItsGoldenToTheLastBit(BlockFormat format) {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = SafeTensors.open(file(dir, "blocks", resource("blocks.safetensors")), arena);
            RawTensor raw = golden.raw().get(format + ".raw");
            Tensor values = golden.get(format + ".values");
            assertEquals(List.of(8, format.bytes()), raw.shape());
            assertEquals(List.of(8, format.size()), Arrays.stream(values.dims()).boxed().toList());
            float[] block = new float[format.size()];
            for (int i = 0; i < 8; i++) {
                format.decode(raw.data(), (long) i * format.bytes(), block);
                for (int j = 0; j < block.length; j++) {
                    assertEquals(Float.floatToRawIntBits((float) values.at(i, j)), Float.floatToRawIntBits(block[j]),
                            format + " block " + i + " element " + j);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileIsHeldInEightBits(BlockFormat format) {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = SafeTensors.open(file(dir, "blocks", resource("blocks.safetensors")), arena);
            Gguf stored = Gguf.open(file(dir, "blocks.gguf", resource("blocks.gguf")), arena);
            assertEquals(format.name(), stored.raw().get(format.name()).dtype());
            assertEquals(Optional.of(DType.Q8_0), stored.raw().get(format.name()).computable());
            Tensor held = stored.computable(arena).get(format.name());
            assertEquals(DType.Q8_0, held.dtype());
            Tensor values = golden.get(format + ".values");
            for (int i = 0; i < 8; i++) {
                for (int from = 0; from < format.size(); from += 32) {
                    double most = 0;
                    for (int j = from; j < from + 32; j++) {
                        most = Math.max(most, Math.abs(values.at(i, j)));
                    }
                    // Half a step, and the rounding of the scale to half precision, which a step of 127 multiplies.
                    double bound = most / 254 + most / 2048 + 127 * 0x1p-25;
                    for (int j = from; j < from + 32; j++) {
                        assertEquals(values.at(i, j), held.at(i, j), bound, format + " " + i + " " + j);
                    }
                }
            }
        }
    }

    /// By definition, by the fast kernels and by those that need no warm-up.
    @ParameterizedTest
    @EnumSource(names = {"Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS", "MXFP4"})
    void aTypeThatStaysReadsAsItsGoldenToTheLastBit(DType type) {
        try (Arena arena = Arena.ofConfined(); Parallel one = new Parallel(1)) {
            SafeTensors golden = SafeTensors.open(file(dir, "blocks", resource("blocks.safetensors")), arena);
            Tensor values = golden.get(type + ".values");
            Gguf stored = Gguf.open(file(dir, "blocks.gguf", resource("blocks.gguf")), arena);
            Tensor held = stored.computable(arena).get(type.name());
            assertEquals(type, held.dtype());
            assertArrayEquals(unsigned(values), unsigned(held));
            for (Kernels kernels : List.of(new SimdKernels(new ReferenceKernels(), one),
                    new ScalarBackend().open(new ReferenceKernels(), one))) {
                Tensor copy = Tensor.allocate(arena, DType.F32, held.dims());
                kernels.run(new Copy(held, copy));
                assertArrayEquals(unsigned(values), unsigned(copy));
            }
        }
    }

    /// Zeros without a sign, which a sum loses.
    private static float[] unsigned(Tensor t) {
        float[] all = t.toFloats();
        for (int i = 0; i < all.length; i++) {
            all[i] += 0f;
        }
        return all;
    }

    @Test
    void theLogSaysSoInOneLine() {
        List<String> lines = new ArrayList<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Gguf.class.getName());
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (Arena arena = Arena.ofConfined()) {
            Path path = file(dir, "blocks.gguf", resource("blocks.gguf"));
            Gguf stored = Gguf.open(path, arena);
            assertEquals(List.of(), lines);
            Gguf computable = stored.computable(arena);
            assertEquals(List.of(path + ": 1 tensors of Q2_K, 1 tensors of Q3_K are held as Q8_0 in memory, rounded"
                    + " once more"), lines);
            assertEquals(List.of("i64"), List.copyOf(computable.raw().keySet()));
            computable.computable(arena);
            assertEquals(1, lines.size());
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
    }

    @Test
    void aScaleThatIsNotFiniteIsRefused() throws Exception {
        byte[] bytes = resource("blocks.gguf");
        try (Arena arena = Arena.ofConfined()) {
            Path path = Files.write(dir.resolve("nan.gguf"), bytes);
            byte[] block = Gguf.open(path, arena).raw().get("Q3_K").data().toArray(JAVA_BYTE);
            int at = new String(bytes, ISO_8859_1).indexOf(new String(block, ISO_8859_1)) + 108;
            bytes[at] = 0;
            bytes[at + 1] = 0x7c; // infinity in half precision
            Files.write(path, bytes);
            Gguf damaged = Gguf.open(path, arena);
            Refused.begins(path + ": Q3_K: quantise: needs finite numbers", () -> damaged.computable(arena));
        }
    }
}
