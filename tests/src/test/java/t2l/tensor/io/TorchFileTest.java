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

/// `hypermod.safetensors` has the tensors of [#CHECKPOINT].
class TorchFileTest {
    private static final String CHECKPOINT = "/t2l/hypernet/checkpoints/a-S-sft-flip/hypermod.pt";

    private static void read(Path path, Arena arena) {
        TorchFile file = TorchFile.open(path, arena);
        file.tensors().values().forEach(Tensor::toDoubles);
        file.raw().values().forEach(raw -> raw.data().toArray(JAVA_BYTE));
    }

    @TempDir
    Path dir;

    @Test
    void theReferencesCheckpointHoldsItsTensors() {
        try (Arena arena = Arena.ofConfined()) {
            TorchFile file = TorchFile.open(file(dir, "hypermod.pt", resource(CHECKPOINT)), arena);
            SafeTensors same = SafeTensors.open(file(dir, "same", resource("hypermod.safetensors")), arena);
            assertEquals(same.tensors().keySet(), file.tensors().keySet());
            same.tensors().forEach((name, t) -> {
                assertEquals(t.toString(), file.get(name).toString());
                assertEquals(-1, t.forReading().mismatch(file.get(name).forReading()), name);
            });
            assertEquals(Map.of(), file.raw());
        }
    }

    @Test
    void theOrderOfThePickleIsKept() {
        try (Arena arena = Arena.ofConfined()) {
            TorchFile file = TorchFile.open(file(dir, "hypermod.pt", resource(CHECKPOINT)), arena);
            assertEquals(
                    List.of("heads.v_proj.weight", "heads.v_proj.bias", "heads.q_proj.weight", "heads.q_proj.bias"),
                    file.tensors().keySet().stream().filter(name -> name.startsWith("heads.")).toList());
        }
    }

    @Test
    void everyStorageTypeAndEveryStrideIsRead() {
        var p = new StateDict();
        p.tensor("f64", "DoubleStorage", 0, new int[] {2}, new int[] {1}, doubles(1.5, -2));
        p.tensor("f16", "HalfStorage", 1, new int[] {1}, new int[] {1}, shorts(0x3c00, 0x4000));
        p.tensor("bf16", "BFloat16Storage", 0, new int[] {}, new int[] {}, shorts(0x3fc0));
        p.tensor("i64", "LongStorage", 0, new int[] {2}, new int[] {1}, longs(-7, 1L << 40));
        p.tensor("i32", "IntStorage", 0, new int[] {1}, new int[] {1}, ints(-7));
        p.tensor("bool", "BoolStorage", 0, new int[] {2}, new int[] {1}, new byte[] {1, 0});
        p.tensor("t", "IntStorage", 0, new int[] {3, 2}, new int[] {1, 3}, ints(0, 1, 2, 3, 4, 5));
        p.tensor("cut", "IntStorage", 1, new int[] {2, 2}, new int[] {3, 1}, ints(0, 1, 2, 3, 4, 5));
        p.tensor("row", "IntStorage", 3, new int[] {1, 3}, new int[] {77, 1}, ints(0, 1, 2, 3, 4, 5));
        p.tensor("none", "FloatStorage", 0, new int[] {0, 4}, new int[] {4, 1}, new byte[0]);
        try (Arena arena = Arena.ofConfined()) {
            TorchFile file = TorchFile.open(file(dir, "x.pt", p.zip()), arena);
            assertEquals(List.of("f64", "f16", "bf16", "i32", "t", "cut", "row", "none"),
                    List.copyOf(file.tensors().keySet()));
            assertArrayEquals(new double[] {1.5, -2}, file.get("f64").toDoubles());
            assertArrayEquals(new double[] {2}, file.get("f16").toDoubles());
            assertArrayEquals(new double[] {1.5}, file.get("bf16").toDoubles());
            assertArrayEquals(new double[] {0, 3, 1, 4, 2, 5}, file.get("t").toDoubles());
            assertArrayEquals(new double[] {1, 2, 4, 5}, file.get("cut").toDoubles());
            assertArrayEquals(new double[] {3, 4, 5}, file.get("row").toDoubles());
            assertArrayEquals(new int[] {0, 4}, file.get("none").dims());
            assertEquals("I64", file.raw().get("i64").dtype());
            assertThrows(T2lException.class, () -> GoldenFile.integers(file.raw().get("i64"), arena));
            assertArrayEquals(new double[] {1, 0}, GoldenFile.integers(file.raw().get("bool"), arena).toDoubles());
            assertThrows(T2lException.class, () -> file.get("i64"));
            assertThrows(T2lException.class, () -> file.get("nothing"));
        }
    }

    @Test
    void nothingIsExecuted() {
        refuses(pickle("cos\nsystem\nX\4\0\0\0true\205R."), "needs a dictionary of tensors, got a call of os system");
        refuses(pickle("}X\1\0\0\0acos\nsystem\nX\4\0\0\0true\205Rs."),
                "a: needs a plain tensor, got a call of os system");
        refuses(pickle("cbuiltins\neval\n."), "got the name builtins eval");
        refuses(pickle("ccollections\nOrderedDict\n(X\1\0\0\0aK\1tR."), "OrderedDict");
        for (String opcode : List.of("i", "o", "\201", "P", "p", "\202", "I1\n", "F1\n", "S'a'\n", "]", "\223")) {
            refuses(pickle(opcode + "."), "which none uses");
        }
    }

    @Test
    void badPicklesAreRefusedInOneSentence() {
        refuses(pickle(""), "more bytes of the pickle");
        refuses(pickle("."), "stack");
        refuses(pickle("}"), "more bytes of the pickle");
        refuses(pickle("}}."), "one value at the end");
        refuses(pickle("t."), "stack");
        refuses(pickle("(((."), "stack");
        refuses(pickle("h\1."), "remembered as 1");
        refuses(pickle("}K\1K\2s."), "needs a text as name");
        refuses(pickle("}(X\1\0\0\0aX\1\0\0\0bX\1\0\0\0cu."), "a value for every name");
        refuses(pickle("}(X\1\0\0\0aNX\1\0\0\0aNu."), "got a again");
        refuses(pickle("X\377\377\377\377a."), "more bytes of the pickle");
        refuses(pickle("c" + "x".repeat(500)), "at most 200 characters");
        refuses(pickle("\212\11."), "at most 8 bytes");
        refuses(pickle("K\1b."), "needs a dictionary");
        refuses(pickle("K\1Q."), "needs a tuple");
        refuses(Archive.stored(Map.of("m/data.pkl", "\200\4}.".getBytes(StandardCharsets.ISO_8859_1))),
                "needs pickle protocol 2, got 4");
        // Ten thousand tuples of each other: small as data, endless if anybody unfolded it.
        refuses(pickle(")" + "q\0h\0\206".repeat(10_000) + "."), "got a tuple of 2");
    }

    @Test
    void badTensorsAreRefusedInOneSentence() {
        refuses(dict("FloatStorage", 0, new int[] {2}, new int[] {1}, ints(1)), "to lie in the storage");
        refuses(dict("FloatStorage", 1, new int[] {1}, new int[] {1}, ints(1)), "to lie in the storage");
        refuses(dict("FloatStorage", -1, new int[] {1}, new int[] {1}, ints(1)), "to lie in the storage");
        refuses(dict("FloatStorage", 0, new int[] {-1}, new int[] {1}, ints(1)), "needs sizes and strides from 0");
        refuses(dict("FloatStorage", 0, new int[] {1}, new int[] {-1}, ints(1)), "needs sizes and strides from 0");
        refuses(dict("FloatStorage", 0, new int[] {1 << 30, 1 << 30, 1 << 30}, new int[] {0, 0, 0}, ints(1)),
                "needs sizes that fit");
        refuses(dict("FloatStorage", 0, new int[] {1 << 30}, new int[] {0}, ints(1)), "to lie in the storage");
        refuses(dict("FloatStorage", 0, new int[] {2, 2}, new int[] {1}, ints(1, 2, 3, 4)), "a stride for every size");
        refuses(dict("FloatStorage", 0, new int[] {1}, new int[] {1}, new byte[5]), "it has 5 bytes");
        refuses(dict("ComplexFloatStorage", 0, new int[] {1}, new int[] {1}, ints(1, 2)), "needs a storage of numbers");
        refuses(Archive.stored(Map.of("m/other", new byte[3])), "needs one entry …/data.pkl");
        refuses(Archive.stored(Map.of("m/data.pkl", new byte[3], "n/data.pkl", new byte[3])), "there are 2");
        var p = new StateDict();
        p.tensor("a", "FloatStorage", 0, new int[] {1}, new int[] {1}, ints(1));
        Map<String, byte[]> without = p.entries();
        without.remove("m/data/0");
        refuses(Archive.stored(without), "needs an entry m/data/0");
        Map<String, byte[]> big = p.entries();
        big.put("m/byteorder", "big".getBytes(StandardCharsets.UTF_8));
        refuses(Archive.stored(big), "needs little-endian numbers, got big");
    }

    @Test
    void badArchivesAreRefusedInOneSentence() throws IOException {
        refuses(new byte[0], "needs a zip archive");
        refuses("\200\2}.".getBytes(StandardCharsets.ISO_8859_1), "needs a zip archive");
        var packed = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(packed)) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(new byte[100]);
        }
        refuses(packed.toByteArray(), "stored as it is, got compression method 8");
        byte[] damaged = pickle("}.");
        damaged[new String(damaged, StandardCharsets.ISO_8859_1).indexOf("}.")] = '{';
        refuses(damaged, "the file is damaged");
    }

    @Test
    void theDirectoryMayBeInItsLongForm() {
        byte[] small = pickle("}.");
        ByteBuffer end = ByteBuffer.wrap(small).order(ByteOrder.LITTLE_ENDIAN);
        int at = small.length - 22;
        int directory = end.getInt(at + 16);
        ByteBuffer big = ByteBuffer.allocate(small.length + 56 + 20).order(ByteOrder.LITTLE_ENDIAN).put(small, 0, at);
        big.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0).putLong(1)
                .putLong(1)
                .putLong(at - directory).putLong(directory);
        big.putInt(0x07064b50).putInt(0).putLong(at).putInt(1);
        big.put(small, at, 22);
        big.putShort(at + 76 + 10, (short) -1).putInt(at + 76 + 16, -1);
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(Map.of(), TorchFile.open(file(dir, "long", big.array()), arena).tensors());
        }
        refuses(big.putInt(at + 56, 1).array(), "needs a zip64 locator");
    }

    @Property(tries = 300)
    void damagedArchivesAreReadOrRefused(@ForAll Random random) throws IOException {
        var p = new StateDict();
        p.tensor("a", "FloatStorage", 0, new int[] {2}, new int[] {1}, ints(1, 2));
        byte[] good = p.zip();
        Hostile.survives(Hostile.damage(good, random, good.length), TorchFileTest::read);
    }

    @Property(tries = 300)
    void damagedPicklesAreReadOrRefused(@ForAll Random random) throws IOException {
        Path good = Files.createTempFile("t2l", ".pt");
        Map<String, byte[]> all = new LinkedHashMap<>();
        try {
            Files.write(good, resource(CHECKPOINT));
            try (var zip = new ZipFile(good.toFile())) {
                for (ZipEntry e : Collections.list(zip.entries())) {
                    byte[] content = zip.getInputStream(e).readAllBytes();
                    all.put(e.getName(),
                            e.getName().endsWith("/data.pkl")
                                    ? Hostile.damage(content, random, content.length)
                                    : content);
                }
            }
        } finally {
            Files.delete(good);
        }
        Hostile.survives(Archive.stored(all), TorchFileTest::read);
    }

    private static byte[] dict(String storage, int offset, int[] sizes, int[] strides, byte[] data) {
        var p = new StateDict();
        p.tensor("a", storage, offset, sizes, strides, data);
        return p.zip();
    }

    private void refuses(byte[] content, String words) {
        Hostile.refuses(dir, content, TorchFileTest::read, words);
    }

    /// A pickle of these opcodes, a character a byte, in its archive.
    private static byte[] pickle(String opcodes) {
        return Archive.stored(Map.of("m/data.pkl", ("\200\2" + opcodes).getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static byte[] ints(int... all) {
        ByteBuffer b = ByteBuffer.allocate(4 * all.length).order(ByteOrder.LITTLE_ENDIAN);
        b.asIntBuffer().put(all);
        return b.array();
    }

    private static byte[] longs(long... all) {
        ByteBuffer b = ByteBuffer.allocate(8 * all.length).order(ByteOrder.LITTLE_ENDIAN);
        b.asLongBuffer().put(all);
        return b.array();
    }

    private static byte[] doubles(double... all) {
        ByteBuffer b = ByteBuffer.allocate(8 * all.length).order(ByteOrder.LITTLE_ENDIAN);
        b.asDoubleBuffer().put(all);
        return b.array();
    }

    private static byte[] shorts(int... all) {
        ByteBuffer b = ByteBuffer.allocate(2 * all.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int v : all) {
            b.putShort((short) v);
        }
        return b.array();
    }

    /// A state dict as `torch.save` writes it.
    private static final class StateDict {
        private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        private final Map<String, byte[]> entries = new LinkedHashMap<>();

        private StateDict() {
            code("\200\2ccollections\nOrderedDict\n)R(");
        }

        private void tensor(String name, String storage, int offset, int[] sizes, int[] strides, byte[] data) {
            String key = String.valueOf(entries.size());
            int width = switch (storage) {
                case "DoubleStorage", "LongStorage", "ComplexFloatStorage" -> 8;
                case "HalfStorage", "BFloat16Storage" -> 2;
                case "BoolStorage" -> 1;
                default -> 4;
            };
            entries.put("m/data/" + key, data);
            text(name);
            code("ctorch._utils\n_rebuild_tensor_v2\n((");
            text("storage");
            code("ctorch\n" + storage + "\n");
            text(key);
            text("cpu");
            number(data.length / width);
            code("tQ");
            number(offset);
            numbers(sizes);
            numbers(strides);
            code("\211ccollections\nOrderedDict\n)RtR");
        }

        private Map<String, byte[]> entries() {
            var all = new LinkedHashMap<>(entries);
            var whole = new ByteArrayOutputStream();
            whole.writeBytes(pickle.toByteArray());
            whole.writeBytes("u}X\11\0\0\0_metadata}sb.".getBytes(StandardCharsets.ISO_8859_1));
            all.put("m/data.pkl", whole.toByteArray());
            return all;
        }

        private byte[] zip() {
            return Archive.stored(entries());
        }

        private void numbers(int... all) {
            code("(");
            for (int v : all) {
                number(v);
            }
            code("t");
        }

        private void number(int v) {
            code("J");
            pickle.writeBytes(ints(v));
        }

        private void text(String v) {
            code("X");
            pickle.writeBytes(ints(v.length()));
            code(v);
        }

        private void code(String opcodes) {
            pickle.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
