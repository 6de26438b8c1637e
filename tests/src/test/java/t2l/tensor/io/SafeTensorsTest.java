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
import t2l.*;
import t2l.tensor.*;

class SafeTensorsTest {
    private static void read(Path path, Arena arena) {
        SafeTensors file = SafeTensors.open(path, arena);
        file.tensors().values().forEach(Tensor::toDoubles);
        file.raw().values().forEach(raw -> raw.data().toArray(JAVA_BYTE));
    }

    @TempDir
    Path dir;

    @Test
    void float8IsNamed() {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors.open(GoldenFile.path("tensor/io/core.safetensors"), arena).computable(arena);
            SafeTensors file = SafeTensors.open(GoldenFile.path("tensor/io/types.safetensors"), arena);
            String message = assertThrows(T2lException.class, () -> file.computable(arena)).getMessage();
            assertTrue(message
                    .endsWith("needs numbers of F32, F16 or BF16, f8 is of F8_E4M3; take the model as it was before"
                            + " it was quantised"),
                    message);
        }
    }

    @Test
    void aThreadThatIsInterruptedIsCancelled() {
        Path file = file(dir, "core.safetensors", resource("core.safetensors"));
        try (Arena arena = Arena.ofConfined()) {
            for (Runnable opening : List.<Runnable>of(() -> SafeTensors.open(file, arena),
                    () -> SafeTensors.map(file, arena))) {
                Thread.currentThread().interrupt();
                assertThrows(CancellationException.class, opening::run);
                assertTrue(Thread.interrupted(), "it stays interrupted");
            }
        }
    }

    /// Mapped, the JVM would end in the first kernel that reads them.
    @Test
    void whatWasReadStaysWhenTheFileIsEmptied() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path file = file(dir, "core.safetensors", resource("core.safetensors"));
            Path gguf = dir.resolve("w.gguf");
            Gguf.write(gguf, Map.of(), Map.of("w", Tensor.of(arena, new float[] {1, 2, 3}, 3)));
            for (Map<String, Tensor> read : List.of(SafeTensors.open(file, arena).tensors(),
                    Gguf.open(gguf, arena).tensors())) {
                Map<String, double[]> before = new HashMap<>();
                read.forEach((name, t) -> before.put(name, t.toDoubles()));
                for (Path each : List.of(file, gguf)) {
                    Files.write(each, new byte[0]);
                }
                read.forEach((name, t) -> assertArrayEquals(before.get(name), t.toDoubles()));
            }
        }
    }

    @Test
    void theReferencesFilesAreWrittenByteForByte() throws IOException {
        for (String name : List.of("adapter-b0.safetensors", "core.safetensors", "types.safetensors")) {
            byte[] golden = resource(name);
            try (Arena arena = Arena.ofConfined()) {
                SafeTensors file = SafeTensors.open(file(dir, name, golden), arena);
                Path copy = dir.resolve("copy-" + name);
                SafeTensors.replace(copy, new HashMap<>(file.tensors()), new HashMap<>(file.raw()), file.metadata());
                assertArrayEquals(golden, Files.readAllBytes(copy), name);
            }
        }
    }

    @Test
    void everyTypeIsRead() {
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors core = SafeTensors.open(file(dir, "a", resource("core.safetensors")), arena);
            assertEquals(Map.of("note", "é\n"), core.metadata());
            assertArrayEquals(new double[] {1.5, -0.0, Double.POSITIVE_INFINITY}, core.get("b.half").toDoubles());
            assertArrayEquals(new double[] {1.5, Double.NaN}, core.get("a.brain").toDoubles());
            assertArrayEquals(new int[] {2, 1}, core.get("a.brain").dims());
            assertArrayEquals(new double[] {0.1}, core.get("scalar").toDoubles());
            assertEquals(0, core.get("scalar").rank());
            assertArrayEquals(new double[] {-1, 0, Integer.MAX_VALUE}, core.get("ids").toDoubles());
            assertEquals(0, core.get("layers.10.w").size());
            assertArrayEquals(new double[] {5}, core.get("quote\" back\\ tab\t bell\u0007 esc\u001b").toDoubles());

            SafeTensors types = SafeTensors.open(file(dir, "b", resource("types.safetensors")), arena);
            assertEquals(List.of("f32"), List.copyOf(types.tensors().keySet()));
            assertArrayEquals(new double[] {-5, 0, Integer.MAX_VALUE}, integers(types, "i64", arena));
            assertArrayEquals(new double[] {7, Integer.MAX_VALUE}, integers(types, "u32", arena));
            assertArrayEquals(new double[] {-300, 300}, integers(types, "i16", arena));
            assertArrayEquals(new double[] {65535}, integers(types, "u16", arena));
            assertArrayEquals(new double[] {-128, 127}, integers(types, "i8", arena));
            assertArrayEquals(new double[] {255}, integers(types, "u8", arena));
            assertArrayEquals(new double[] {1, 0}, integers(types, "bool", arena));
            for (String name : List.of("big", "u64", "f8")) {
                Refused.begins(name + ": needs", () -> integers(types, name, arena));
            }
            assertTrue(assertThrows(T2lException.class, () -> types.get("i64")).getMessage()
                    .endsWith("needs a tensor i64, there is one of type I64"));
            assertThrows(T2lException.class, () -> types.get("none"));
        }
    }

    private static double[] integers(SafeTensors file, String name, Arena arena) {
        return GoldenFile.integers(file.raw().get(name), arena).toDoubles();
    }

    @Test
    void aViewIsWrittenAsItsElements() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor t = Tensor.of(arena, new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
            Path path = dir.resolve("views");
            SafeTensors.write(path, Map.of("t", t.t(), "n", t.narrow(1, 1, 2), "row", t.narrow(0, 1, 1)), Map.of());
            SafeTensors file = SafeTensors.open(path, arena);
            assertArrayEquals(new double[] {1, 4, 2, 5, 3, 6}, file.get("t").toDoubles());
            assertArrayEquals(new double[] {2, 3, 5, 6}, file.get("n").toDoubles());
            assertArrayEquals(new double[] {4, 5, 6}, file.get("row").toDoubles());
        }
    }

    @Property(tries = 50)
    void whatIsSavedIsLoaded(@ForAll Random random) throws IOException {
        Path path = Files.createTempFile("t2l", ".safetensors");
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Tensor> tensors = new HashMap<>();
            List<DType> types = List.of(DType.F64, DType.F32, DType.F16, DType.BF16, DType.I32);
            for (int i = random.nextInt(6); i > 0; i--) {
                int[] shape = random.ints(random.nextInt(4), 0, 5).toArray();
                Tensor t = Tensor.allocate(arena, types.get(random.nextInt(types.size())), shape);
                for (long at = 0; at < t.forReading().byteSize(); at++) {
                    t.forWriting().set(JAVA_BYTE, at, (byte) random.nextInt());
                }
                tensors.put("w." + random.nextInt(20) + Character.toString(random.nextInt(1, 0xd800)), t);
            }
            Map<String, String> metadata = random.nextBoolean() ? Map.of() : Map.of("b", "\"1\"", "a", "é");
            SafeTensors.replace(path, tensors, metadata);
            SafeTensors file = SafeTensors.open(path, arena);
            assertEquals(metadata, file.metadata());
            assertEquals(tensors.keySet(), file.tensors().keySet());
            tensors.forEach((name, t) -> {
                assertEquals(t.toString(), file.get(name).toString());
                assertEquals(-1, t.forReading().mismatch(file.get(name).forReading()), name);
            });
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void nothingIsOverwrittenUnlessTold() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path path = dir.resolve("there");
            SafeTensors.write(path, Map.of("a", Tensor.of(arena, new float[] {1}, 1)), Map.of());
            Refused.says("exists already", () -> SafeTensors.write(path, Map.of(), Map.of()));
            assertArrayEquals(new double[] {1}, SafeTensors.open(path, arena).get("a").toDoubles());
        }
    }

    @Test
    void nothingIsLeftOfAFileThatFails() throws IOException {
        Path path = dir.resolve("fails");
        assertThrows(IllegalStateException.class, () -> WholeFile.create(path, channel -> {
            channel.write(ByteBuffer.allocate(10));
            throw new IllegalStateException("in the middle");
        }));
        assertThrows(T2lException.class, () -> SafeTensors.write(dir.resolve("no/such/directory"), Map.of(), Map.of()));
        assertThrows(T2lException.class, () -> SafeTensors.replace(dir, Map.of(), Map.of()));
        try (Stream<Path> left = Files.list(dir)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void quantisedTensorsAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Tensor> q = Map.of("q", Tensor.allocate(arena, DType.Q8_0, 32));
            assertThrows(IllegalArgumentException.class, () -> SafeTensors.write(dir.resolve("q"), q, Map.of()));
            var raw = new RawTensor("q", "Q4_K", List.of(256), arena.allocate(144));
            assertThrows(IllegalArgumentException.class,
                    () -> SafeTensors.replace(dir.resolve("q"), Map.of(), Map.of("q", raw), Map.of()));
        }
    }

    @Test
    void aDirectoryMayHoldOneFileOrShards() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            String none = assertThrows(T2lException.class, () -> SafeTensors.open(dir, arena)).getMessage();
            assertTrue(none.contains("has none of these"), none);
            SafeTensors.write(dir.resolve("model-1.safetensors"), Map.of("a", Tensor.of(arena, new float[] {1}, 1)),
                    Map.of("format", "pt"));
            SafeTensors.write(dir.resolve("model-2.safetensors"), Map.of("b", Tensor.of(arena, new float[] {2}, 1)),
                    Map.of());
            Path index = dir.resolve("model.safetensors.index.json");
            Files.writeString(index, """
                    {"metadata":{"total_size":8,"deep":[{"x":[1]}]},
                     "weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}""");
            SafeTensors both = SafeTensors.open(dir, arena);
            assertArrayEquals(new double[] {1}, both.get("a").toDoubles());
            assertArrayEquals(new double[] {2}, both.get("b").toDoubles());
            assertEquals(Map.of("format", "pt"), both.metadata());

            for (String map : List.of("{\"a\":\"model-1.safetensors\",\"b\":\"model-1.safetensors\"}",
                    "{\"a\":\"model-1.safetensors\",\"c\":\"model-2.safetensors\"}",
                    "{\"a\":\"model-1.safetensors\",\"b\":\"model-2.safetensors\",\"c\":\"model-2.safetensors\"}",
                    "{\"a\":\"model-1.safetensors\",\"b\":\"../model-2.safetensors\"}",
                    "{\"a\":\"model-3.safetensors\"}", "{\"a\":1}", "{}", "[]")) {
                Files.writeString(index, "{\"weight_map\":" + map + "}");
                assertThrows(T2lException.class, () -> SafeTensors.open(dir, arena), map);
            }
        }
    }

    @Test
    void badFilesAreRefusedInOneSentence() {
        refuses(new byte[0], "byte 0: needs 8 bytes of a header length");
        refuses(new byte[] {1, 0, 0, 0, 0, 0, 0, -128}, "a header length of at most");
        refuses(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(99_999_999).array(), "bytes of header");
        refuses("[1]", 0, "byte 8: needs an object");
        refuses("{} x", 0, "JSON");
        refuses("{}", 1, "needs the end of the file after the last tensor");
        refuses("{\"a\":" + "[".repeat(100_000), 0, "needs an object");
        refuses("{\"a\":{\"x\":" + "[".repeat(100_000), 0, "JSON");
        refuses("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "needs dtype, shape and two data_offsets");
        refuses(entry("a", "F99", "1", "0,4"), 4, "F99");
        refuses(entry("a", "F32", "-1", "0,4"), 4, "a whole number of at least 0");
        refuses(entry("a", "F32", "1.0", "0,4"), 4, "a whole number of at least 0");
        refuses(entry("a", "F32", "99999999999999999999", "0,4"), 4, "JSON");
        refuses(entry("a", "F32", "2147483648", "0,4"), 4, "sizes below 2^31");
        refuses(entry("a", "F32", "2147483647,2147483647,2147483647", "0,4"), 4, "fewer than 2^63 bytes");
        refuses(entry("a", "F32", "2", "0,4"), 4, "a: needs 8 bytes");
        refuses(entry("a", "F32", "1", "4,0"), 4, "a: needs 4 bytes");
        refuses(entry("a", "F32", "1", "9223372036854775803,9223372036854775807"), 4, "needs the next tensor here");
        refuses(entry("a", "F32", "2", "0,8"), 4, "needs the end of the file");
        refuses(two(entry("a", "F32", "1", "0,4"), entry("b", "F32", "1", "0,4")), 4, "needs the next tensor here");
        refuses(two(entry("a", "F32", "1", "0,4"), entry("b", "F32", "1", "8,12")), 12, "needs the next tensor here");
        refuses(two(entry("a", "F32", "1", "0,4"), entry("a", "F32", "1", "4,8")), 8, "Duplicate");
        refuses("{\"__metadata__\":{\"a\":1}}", 0, "needs a string");
        byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);
        refuses(withHeader(utf16, 0), "JSON");
        refuses(withHeader(new byte[] {'{', '"', (byte) 0xc0, '"', '}'}, 0), "UTF-8");
    }

    private void refuses(String header, int data, String words) {
        refuses(withHeader(header.getBytes(StandardCharsets.UTF_8), data), words);
    }

    private void refuses(byte[] content, String words) {
        Hostile.refuses(dir, content, SafeTensorsTest::read, words);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "{\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s]}}".formatted(name, dtype, shape,
                offsets);
    }

    private static String two(String a, String b) {
        return a.substring(0, a.length() - 1) + "," + b.substring(1);
    }

    private static byte[] withHeader(byte[] header, int data) {
        return ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length)
                .put(header).array();
    }

    @Property(tries = 300)
    void damagedFilesAreReadOrRefused(@ForAll Random random) throws IOException {
        byte[] good = resource(random.nextBoolean() ? "core.safetensors" : "types.safetensors");
        Hostile.survives(Hostile.damage(good, random, good.length), SafeTensorsTest::read);
    }

    @Property(tries = 100)
    void damagedIndexesAreReadOrRefused(@ForAll Random random) throws IOException {
        byte[] good = "{\"metadata\":{\"n\":[1]},\"weight_map\":{\"a\":\"m.safetensors\",\"b\":\"n.safetensors\"}}"
                .getBytes(StandardCharsets.UTF_8);
        Hostile.survives(Hostile.damage(good, random, good.length), ".index.json", SafeTensorsTest::read);
    }
}
