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
import t2l.tensor.backend.*;
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
            assertEquals(List.of(8, BlockFormat.SIZE), Arrays.stream(values.dims()).boxed().toList());
            float[] block = new float[BlockFormat.SIZE];
            for (int i = 0; i < 8; i++) {
                format.decode(raw.data(), (long) i * format.bytes(), block);
                for (int j = 0; j < block.length; j++) {
                    assertEquals(Float.floatToRawIntBits((float) values.at(i, j)), Float.floatToRawIntBits(block[j]),
                            format + " block " + i + " element " + j);
                }
            }
        }
    }

    /// Q3_K to the last bit; Q2_K to a step of the 31 between the numbers of 32, and what half precision leaves of a scale that is
    /// multiplied by 31 and 63.
    @ParameterizedTest
    @EnumSource
    void aFileIsHeldInTheSmallestTypeThatKeepsIt(BlockFormat format) {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors golden = SafeTensors.open(file(dir, "blocks", resource("blocks.safetensors")), arena);
            Gguf stored = Gguf.open(file(dir, "blocks.gguf", resource("blocks.gguf")), arena);
            DType type = format == BlockFormat.Q3_K ? DType.Q6_K : DType.Q5_K;
            assertEquals(format.name(), stored.raw().get(format.name()).dtype());
            assertEquals(Optional.of(type), stored.raw().get(format.name()).computable());
            Tensor held = stored.computable(arena).get(format.name());
            assertEquals(type, held.dtype());
            Tensor values = golden.get(format + ".values");
            for (int i = 0; i < 8; i++) {
                float most = 0;
                for (int j = 0; j < BlockFormat.SIZE; j++) {
                    most = Math.max(most, (float) Math.abs(values.at(i, j)));
                }
                for (int j = 0; j < BlockFormat.SIZE; j++) {
                    assertEquals((float) values.at(i, j), (float) held.at(i, j),
                            type == DType.Q6_K ? 0 : most / 16 + 31 * 63 * 0x1p-25f,
                            format + " " + i + " " + j);
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
            assertEquals(List.of(path + ": 1 tensors of Q2_K are held as Q5_K in memory, 1 tensors of Q3_K are held"
                    + " as Q6_K in memory"), lines);
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
