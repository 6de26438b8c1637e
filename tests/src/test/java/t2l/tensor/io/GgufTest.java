package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.*;
import static t2l.tensor.io.Hostile.file;
import static t2l.tensor.io.Hostile.resource;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;

/// `tiny.gguf` was written by the gguf package; `make.py` beside it says what is in it.
class GgufTest {
    private static void read(Path path, Arena arena) {
        Gguf file = Gguf.open(path, arena);
        file.metadata().values().forEach(v -> {
            if (v.content() instanceof List<?> all) {
                all.forEach(element -> assertTrue(element != null));
            }
        });
        file.computable(arena).tensors().values().forEach(Tensor::toDoubles);
    }

    @TempDir
    Path dir;

    @Test
    void everyMetadataTypeIsRead() {
        try (Arena arena = Arena.ofConfined()) {
            Gguf file = Gguf.open(file(dir, "tiny", resource("tiny.gguf")), arena);
            assertEquals("llama", file.text("general.architecture"));
            assertEquals(200, file.whole("t.u8"));
            assertEquals(-100, file.whole("t.i8"));
            assertEquals(60000, file.whole("t.u16"));
            assertEquals(-30000, file.whole("t.i16"));
            assertEquals(4000000000L, file.whole("t.u32"));
            assertEquals(-2000000000, file.whole("t.i32"));
            assertEquals(Long.MAX_VALUE, file.whole("t.u64"));
            assertEquals(-(1L << 62), file.whole("t.i64"));
            assertEquals(0.1f, file.real("t.f32"));
            assertEquals(0.1, file.real("t.f64"));
            assertEquals(200, file.real("t.u8"));
            assertTrue(file.flag("t.yes"));
            assertEquals(false, file.flag("t.no"));
            assertEquals("zwölf \uD83D\uDE00\n", file.text("t.text"));
            assertEquals(List.of("<s>", "", "▁a"), file.texts("t.texts"));
            assertEquals(List.of(1L, -2L, 3L), file.wholes("t.ints"));
            assertEquals(List.of(0.5, -1.5), file.reals("t.reals"));
            assertEquals(List.of(true, false), file.metadata().get("t.flags").content());
            for (Consumer<String> wrong : List.<Consumer<String>>of(file::text, file::flag, file::texts, file::wholes,
                    file::reals)) {
                String message = assertThrows(T2lException.class, () -> wrong.accept("t.u8")).getMessage();
                assertTrue(message.endsWith("under t.u8, there is u8 200"), message);
                assertThrows(T2lException.class, () -> wrong.accept("t.none"));
            }
            assertThrows(T2lException.class, () -> file.whole("t.ints"));
            assertThrows(T2lException.class, () -> file.get("none"));
        }
    }

    @Test
    void everyTensorTypeIsRead() {
        try (Arena arena = Arena.ofConfined()) {
            Gguf file = Gguf.open(file(dir, "tiny", resource("tiny.gguf")), arena);
            assertEquals(
                    "[f32[2, 2, 5], f16[3, 3], f64[3], i32[1, 3], bf16[2, 3, 64], q8_0[2, 3, 64], q4_0[2, 3, 64], q4_1[2, 3, 64]]",
                    file.tensors().values().toString());
            Tensor x = Tensor.allocate(arena, DType.F32, 2, 3, 64);
            for (long i = 0; i < x.size(); i++) {
                x.set(i, (float) (i % 37 - 18) / 7);
            }
            assertArrayEquals(x.narrow(1, 0, 2).narrow(2, 0, 5).toDoubles(), file.get("f32").toDoubles());
            assertArrayEquals(new double[] {1, -2, 3}, file.get("i32").toDoubles());
            assertEquals(Float.float16ToFloat(Float.floatToFloat16((float) x.get(0))), file.get("f16").get(0));
            assertEquals(x.get(2), file.get("f64").get(2));
            for (DType type : List.of(DType.BF16, DType.Q8_0, DType.Q4_0, DType.Q4_1)) {
                assertArrayEquals(Quantizer.quantise(x, type, arena).toDoubles(),
                        file.get(type.name().toLowerCase(Locale.ROOT)).toDoubles());
            }
        }
    }

    @Test
    void versionTwoIsReadAsThree() {
        byte[] two = resource("tiny.gguf");
        two[4] = 2;
        try (Arena arena = Arena.ofConfined()) {
            Gguf three = Gguf.open(file(dir, "three", resource("tiny.gguf")), arena);
            Gguf file = Gguf.open(file(dir, "two", two), arena);
            assertEquals(three.metadata(), file.metadata());
            assertEquals(three.tensors().toString(), file.tensors().toString());
        }
    }

    @Test
    void theReferencesFileIsWrittenByteForByte() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            byte[] golden = resource("tiny.gguf");
            Gguf file = Gguf.open(file(dir, "tiny", golden), arena);
            Gguf.write(dir.resolve("copy"), file.metadata(), file.tensors());
            assertArrayEquals(golden, Files.readAllBytes(dir.resolve("copy")));
            assertThrows(T2lException.class, () -> Gguf.write(dir.resolve("copy"), Map.of(), Map.of()));
        }
    }

    @Property(tries = 30)
    void whatIsSavedIsLoaded(@ForAll Random random) throws IOException {
        Path path = Files.createTempFile("t2l", ".gguf");
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Gguf.Value> metadata = new LinkedHashMap<>();
            metadata.put("a.text", Gguf.Value.of(Character.toString(random.nextInt(0xd800)).repeat(random.nextInt(3))));
            metadata.put("a.size", Gguf.Value.of(random.nextInt()));
            metadata.put("a.real", Gguf.Value.of(random.nextFloat()));
            metadata.put("a.flag", Gguf.Value.of(random.nextBoolean()));
            metadata.put("a.texts", Gguf.Value.of(List.of("x", "")));
            if (random.nextBoolean()) {
                metadata.put("general.alignment", Gguf.Value.of(64));
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (DType type : DType.values()) {
                int[] shape = random.ints(random.nextInt(1, 5), 0, 4).toArray();
                shape[shape.length - 1] *= type.blockSize();
                Tensor t = Tensor.allocate(arena, type, shape);
                for (long at = 0; at < t.forReading().byteSize(); at++) {
                    t.forWriting().set(JAVA_BYTE, at, (byte) random.nextInt());
                }
                tensors.put("w." + type, t);
            }
            Gguf.replace(path, metadata, tensors);
            Gguf file = Gguf.open(path, arena);
            assertEquals(metadata, file.metadata());
            assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.tensors().keySet()));
            tensors.forEach((name, t) -> {
                assertEquals(t.toString(), file.get(name).toString());
                assertEquals(-1, t.forReading().mismatch(file.get(name).forReading()), name);
            });
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void metadataOfTheWrongTypeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.U8, false, "1"));
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.U8, false, 256L));
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.I8, true, List.of(-129L)));
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.U64, false, -1L));
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.STRING, true, "x"));
        assertThrows(IllegalArgumentException.class, () -> new Gguf.Value(Gguf.Kind.ARRAY, true, List.of()));
    }

    @Test
    void badFilesAreRefusedInOneSentence() {
        refuses(b -> {}, "byte 0: needs 4 bytes of the magic number");
        refuses(b -> b.putInt(7), "magic number GGUF");
        refuses(b -> b.putInt(Gguf.MAGIC).putInt(1), "needs version 2 or 3");
        refuses(b -> b.putInt(Gguf.MAGIC).putInt(Integer.reverseBytes(3)), "little-endian");
        refuses(b -> start(b, -1, 0), "a number of tensors of at most");
        refuses(b -> start(b, 1L << 40, 0), "a number of tensors of at most");
        refuses(b -> start(b, 0, Long.MAX_VALUE), "a number of metadata values of at most");
        refuses(b -> key(start(b, 0, 1), "k").putInt(13), "k: needs a value type from 0 to 12");
        refuses(b -> key(key(start(b, 0, 2), "k").putInt(0).put((byte) 1), "k").putInt(0).put((byte) 1), "got k again");
        refuses(b -> key(start(b, 0, 1), "k").putInt(7).put((byte) 2), "needs 0 or 1");
        refuses(b -> key(start(b, 0, 1), "k").putInt(10).putLong(-1), "k of at most");
        refuses(b -> key(start(b, 0, 1), "k").putInt(9).putInt(9).putLong(1), "one of arrays");
        refuses(b -> key(start(b, 0, 1), "k").putInt(9).putInt(0).putLong(1L << 40), "an array length of k");
        refuses(b -> key(start(b, 0, 1), "k").putInt(9).putInt(7).putLong(1).put((byte) 9), "needs 0 or 1");
        refuses(b -> key(start(b, 0, 1), "k").putInt(8).putLong(1L << 40), "a length of k");
        refuses(b -> start(b, 0, 1).putLong(2).put((byte) 0xc0).put((byte) 0x80), "UTF-8");
        refuses(b -> key(start(b, 0, 1), "general.alignment").putInt(4).putInt(24), "power of two");
        refuses(b -> key(start(b, 1, 0), "w").putInt(5), "w: needs at most 4 axes");
        refuses(b -> tensor(b, 16, 0, 256), "got IQ2_XXS");
        refuses(b -> tensor(b, 99, 0, 256), "unknown type 99");
        refuses(b -> tensor(b, 0, 0, -1), "a size of w of at most");
        refuses(b -> tensor(b, 0, 0, 1L << 31), "a size of w of at most");
        refuses(b -> tensor(b, 8, 0, 33), "w: needs a last axis that is a multiple of 32");
        refuses(b -> tensor(b, 8, 0), "w: needs a last axis that is a multiple of 32");
        refuses(b -> tensor(b, 0, 0, 1L << 30, 1L << 30, 1L << 30), "fewer than 2^63 bytes");
        refuses(b -> tensor(b, 0, 0, 1L << 30, 1L << 30), "the file has");
        refuses(b -> tensor(b, 0, 0, 14), "bytes of w, the file ends at");
        refuses(b -> tensor(b, 0, 7, 1), "multiple of 32");
        refuses(b -> tensor(b, 0, Long.MAX_VALUE, 1), "an offset of w of at most");
        byte[] overlap = resource("tiny.gguf");
        int second = new String(overlap, StandardCharsets.ISO_8859_1).indexOf("f16") + 3 + 4 + 16 + 4;
        ByteBuffer.wrap(overlap).order(ByteOrder.LITTLE_ENDIAN).putLong(second, 64);
        Hostile.refuses(dir, overlap, GgufTest::read, "f16: needs to begin at");
    }

    private static ByteBuffer start(ByteBuffer b, long tensors, long values) {
        return b.putInt(Gguf.MAGIC).putInt(3).putLong(tensors).putLong(values);
    }

    private static ByteBuffer key(ByteBuffer b, String key) {
        return b.putLong(key.length()).put(key.getBytes(StandardCharsets.UTF_8));
    }

    private static void tensor(ByteBuffer b, int type, long offset, long... sizes) {
        key(start(b, 1, 0), "w").putInt(sizes.length);
        for (long size : sizes) {
            b.putLong(size);
        }
        b.putInt(type).putLong(offset);
    }

    private void refuses(Consumer<ByteBuffer> content, String words) {
        ByteBuffer b = ByteBuffer.allocate(500).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(b);
        Hostile.refuses(dir, Arrays.copyOf(b.array(), b.position()), GgufTest::read, words);
    }

    @Property(tries = 500)
    void damagedFilesAreReadOrRefused(@ForAll Random random) throws IOException {
        byte[] good = resource(random.nextBoolean() ? "tiny.gguf" : "blocks.gguf");
        Hostile.survives(Hostile.damage(good, random, 1000), GgufTest::read);
    }
}
