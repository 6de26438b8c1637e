package t2l.app.data.rows;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.tensor.T2lException;

/// Rows as people write them, and slices as `datasets` takes them (make.py beside the goldens).
class RowFileTest {
    @TempDir
    Path folder;

    private static Path golden(String name) {
        return GoldenFile.path("app/data/rows/" + name);
    }

    private List<Map<String, Object>> read(String name, String content) throws IOException {
        return RowFile.read(Files.writeString(folder.resolve(name), content));
    }

    private String refusal(String name, String content) {
        return assertThrows(T2lException.class, () -> read(name, content)).getMessage();
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
        assertTrue(refusal("a.parquet", "x").contains("needs a file .jsonl, .json, .csv, .tsv; in Python"));
    }

    @Test
    void slicesAreThoseOfDatasets() throws IOException {
        DatasetFolder numbers = DatasetFolder.open(golden("numbers.jsonl"), Optional.empty());
        for (Map.Entry<String, Object> slice : JSON.std.mapFrom(Files.readString(golden("slices.json"))).entrySet()) {
            assertEquals(slice.getValue(), SplitExpression.of("ds_kwargs", slice.getKey()).rows(numbers).stream()
                    .map(row -> row.get("i")).toList(), slice.getKey());
        }
        for (String wrong : List.of("", "train[", "train[a:]", "train[1]", "train[:5]x", "train+", "train[%:]")) {
            Refused.begins("ds_kwargs: needs a split", () -> SplitExpression.of("ds_kwargs", wrong));
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
        Refused.says("needs files of the split validation, has [main/test-", () -> main.rows("validation"));
        DatasetFolder all = DatasetFolder.open(folder, Optional.of("default"));
        assertEquals(2, all.rows("train").size());
        assertEquals(1, all.rows("test").size());
        assertEquals(1, all.rows("valid").size());
        Path one = Files.writeString(folder.resolve("rows.jsonl"), "{\"a\": 1}\n");
        assertEquals(1, DatasetFolder.open(one, Optional.empty()).rows("train").size());
        Refused.says("needs files .jsonl, .json, .csv or .tsv, has none; in Python",
                () -> DatasetFolder.open(Files.createDirectory(folder.resolve("none")), Optional.empty()));
        Refused.says("there is none", () -> DatasetFolder.open(folder.resolve("missing"), Optional.empty()));
    }
}
