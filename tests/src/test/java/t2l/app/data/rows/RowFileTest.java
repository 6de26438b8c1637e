package t2l.app.data.rows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.tensor.T2lException;

/// Rows as pyarrow and `datasets` wrote them (make.py beside the goldens), and as people write them.
class RowFileTest {
    @TempDir
    Path folder;

    private static Path golden(String name) {
        return GoldenFile.path("data/rows/" + name);
    }

    private static List<?> json(String name) throws IOException {
        return JSON.std.listFrom(Files.readString(golden(name)));
    }

    private static void assertRows(List<?> expected, List<Map<String, Object>> rows) {
        assertEquals(expected.size(), rows.size());
        for (int i = 0; i < rows.size(); i++) {
            assertEquals(alike(expected.get(i)), alike(rows.get(i)), "row " + i);
        }
    }

    /// A value in which numbers of all types look alike.
    private static Object alike(Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case List<?> list -> list.stream().map(RowFileTest::alike).toList();
            case Map<?, ?> map -> {
                Map<Object, Object> all = new TreeMap<>();
                map.forEach((name, each) -> all.put(name, alike(each)));
                yield all;
            }
            case null, default -> value;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy.parquet", "gzip.parquet", "zstd.parquet", "lz4.parquet", "plain.parquet"})
    void parquetIsReadAsPyarrowWroteIt(String file) throws IOException {
        List<?> expected = json("rows.json");
        expected.forEach(row -> ((Map<?, ?>) row).remove("nothing"));
        assertRows(expected, RowFile.read(golden(file)));
    }

    @ParameterizedTest
    @CsvSource({"file.arrow,rows.json", "large.arrow,large.json"})
    void arrowIsReadAsPyarrowWroteIt(String file, String rows) throws IOException {
        assertRows(json(rows), RowFile.read(golden(file)));
    }

    @Test
    void whatDatasetsHasSavedIsRead() throws IOException {
        DatasetFolder saved = DatasetFolder.open(golden("saved"), Optional.empty());
        List<?> all = json("rows.json");
        assertRows(all.subList(0, 15), saved.rows("train"));
        assertRows(all.subList(15, 20), saved.rows("validation"));
        assertRows(all.subList(20, 23), saved.rows("test"));
    }

    @ParameterizedTest
    @CsvSource({"brotli.parquet,'uncompressed or compressed with Snappy, gzip, Zstandard or LZ4: '",
        "bytes.parquet,'image: needs texts, numbers, lists or structs, got bytes'",
        "compressed.arrow,'needs an Arrow file with bodies that are not compressed'",
        "dictionary.arrow,'word: needs a column of texts, numbers, booleans, lists or structs, got a dictionary'"})
    void whatCannotBeReadIsRefused(String file, String says) {
        T2lException e = assertThrows(T2lException.class, () -> RowFile.read(golden(file)));
        assertTrue(e.getMessage().startsWith(golden(file).toString()) && e.getMessage().contains(says),
                e.getMessage());
    }

    @Test
    void aFileThatIsCutIsRefused() throws IOException {
        for (String name : List.of("snappy.parquet", "zstd.parquet", "file.arrow", "large.arrow")) {
            byte[] whole = Files.readAllBytes(golden(name));
            Path cut = Files.write(folder.resolve(name), java.util.Arrays.copyOf(whole, whole.length / 2));
            T2lException e = assertThrows(T2lException.class, () -> RowFile.read(cut));
            assertTrue(e.getMessage().startsWith(cut.toString()), e.getMessage());
        }
    }

    private List<Map<String, Object>> read(String name, String content) throws IOException {
        return RowFile.read(Files.writeString(folder.resolve(name), content));
    }

    private String refusal(String name, String content) {
        return assertThrows(T2lException.class, () -> read(name, content)).getMessage();
    }

    /// A damaged copy of gzip.parquet that a fuzz test found: billions of rows without columns, in 7 KB.
    @Test
    void aFileHasNoMoreRowsThanItCanHold() {
        assertTrue(assertThrows(T2lException.class, () -> RowFile.read(golden("damaged.parquet"))).getMessage()
                .endsWith("needs at most 1000000 rows and values in a file of this size"));
    }

    /// The length of a name in the footer becomes the largest there is; the reader allocates it before it looks.
    @Test
    void aTextLongerThanMemoryIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(golden("plain.parquet"));
        int at = new String(whole, ISO_8859_1).lastIndexOf("parquet-cpp");
        int tail = whole.length - 8;
        ByteBuffer longer = ByteBuffer.allocate(whole.length + 4).order(ByteOrder.LITTLE_ENDIAN).put(whole, 0, at - 1)
                .putInt(-1).put((byte) 7).put(whole, at, tail - at)
                .putInt(ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(tail) + 4).put(whole, tail + 4, 4);
        Path file = Files.write(folder.resolve("long.parquet"), longer.array());
        assertTrue(assertThrows(T2lException.class, () -> RowFile.read(file)).getMessage()
                .endsWith("it claims more memory than there is"));
    }

    @Test
    void csvHasQuotesAndLineEnds() throws IOException {
        assertEquals(List.of(Map.of("a", "1", "b", "x, \"y\"\nz"), Map.of("a", "", "b", "w")),
                read("a.csv", "\uFEFFa,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,w"));
        assertEquals(List.of(Map.of("a", "1,2", "b", "'")), read("a.tsv", "a\tb\n1,2\t'\n"));
        assertEquals(List.of(), read("a.csv", "\n"));
        assertEquals(List.of(Map.of("a", "1")), read("a.jsonl", "\uFEFF{\"a\": \"1\"}\n"));
        assertTrue(refusal("a.csv", "a,b\n\"x\ny\",1\n1,2,3\n").endsWith("line 4: needs 2 values, has 3"));
        assertTrue(refusal("a.csv", "a\n\"x").contains("line 2: needs a quote at the end"));
        assertTrue(refusal("a.csv", "a\n\"x\"y\n").contains("needs a separator after a quoted value"));
        assertTrue(refusal("a.csv", "a,a\n1,2\n").contains("columns of different names"));
    }

    @Test
    void jsonIsLinesOrAListOrAnObjectWithOne() throws IOException {
        List<Map<String, Object>> rows = List.of(Map.of("a", 1), Map.of("a", 2));
        assertEquals(rows, read("a.json", "{\"a\": 1}\n{\"a\": 2}\n"));
        assertEquals(rows, read("a.jsonl", "{\"a\": 1}\n\n{\"a\": 2}\n"));
        assertEquals(rows, read("a.json", "[{\"a\": 1},\n {\"a\": 2}]"));
        assertEquals(rows, read("a.json", "{\"version\": [1], \"data\": [{\"a\": 1}, {\"a\": 2}]}"));
        assertTrue(refusal("a.json", "{\n\"a\": 1}").contains("needs a list of objects"));
        assertTrue(refusal("a.json", "[1]").contains("row 0: needs a JSON object"));
        assertTrue(refusal("a.txt", "x").contains("needs a file .parquet"));
    }

    @Test
    void slicesAreThoseOfDatasets() throws IOException {
        DatasetFolder numbers = DatasetFolder.open(golden("numbers.jsonl"), Optional.empty());
        for (Map.Entry<String, Object> slice : JSON.std.mapFrom(Files.readString(golden("slices.json"))).entrySet()) {
            assertEquals(slice.getValue(), SplitExpression.of("ds_kwargs", slice.getKey()).rows(numbers).stream()
                    .map(row -> row.get("i")).toList(), slice.getKey());
        }
        for (String wrong : List.of("", "train[", "train[a:]", "train[1]", "train[:5]x", "train+", "train[%:]")) {
            assertTrue(assertThrows(T2lException.class, () -> SplitExpression.of("ds_kwargs", wrong)).getMessage()
                    .startsWith("ds_kwargs: needs a split"), wrong);
        }
    }

    @Test
    void namesSaySplitAndConfiguration() throws IOException {
        for (String file : List.of("README.md", "main/train-00000-of-00001.jsonl", "main/test-00000-of-00001.jsonl",
                "socratic/train-00000-of-00001.jsonl", "contest/dev.jsonl")) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "{\"file\": \"" + file + "\"}\n");
        }
        DatasetFolder main = DatasetFolder.open(folder, Optional.of("main"));
        assertEquals(List.of(Map.of("file", "main/train-00000-of-00001.jsonl")), main.rows("train"));
        assertFalse(main.has("validation"));
        assertTrue(assertThrows(T2lException.class, () -> main.rows("validation")).getMessage()
                .contains("needs files of the split validation, has [main/test-"));
        DatasetFolder all = DatasetFolder.open(folder, Optional.of("default"));
        assertEquals(2, all.rows("train").size());
        assertEquals(1, all.rows("test").size());
        assertEquals(1, all.rows("valid").size());
        Path one = Files.writeString(folder.resolve("rows.jsonl"), "{\"a\": 1}\n");
        assertEquals(1, DatasetFolder.open(one, Optional.empty()).rows("train").size());
        assertTrue(assertThrows(T2lException.class,
                () -> DatasetFolder.open(Files.createDirectory(folder.resolve("none")), Optional.empty()))
                .getMessage().contains("needs files .parquet"));
        assertTrue(assertThrows(T2lException.class,
                () -> DatasetFolder.open(folder.resolve("missing"), Optional.empty())).getMessage()
                .contains("there is none"));
    }
}
