package t2l.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Folders on a file system, and in a store of objects, which cannot be renamed.
class SharedFolderTest {
    @TempDir
    Path temp;

    @BeforeAll
    static void open() {
        System.setProperty("spark.hadoop.fs." + ObjectStore.SCHEME + ".impl", ObjectStore.class.getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "file://", "objects://"})
    void filesAppearWhole(String scheme) throws IOException {
        SharedFolder folder = new SharedFolder(scheme + temp.resolve("a/b"));
        folder.make();
        Path local = Files.writeString(temp.resolve("local"), "content");
        folder.put(local, "one");
        folder.put(local, "one");
        folder.put("two".getBytes(UTF_8), "two");
        Files.writeString(temp.resolve("a/b/.one.01234567-89ab-cdef-0123-456789abcdef.part"), "killed");
        folder.removeUnfinished();
        assertEquals(List.of("one", "two"), folder.names(), "nothing else is left");
        assertEquals("content", folder.text("one"));
        assertEquals(Optional.of(3L), folder.length("two"));
        assertEquals(Optional.empty(), folder.length("three"));
        assertTrue(folder.has("one") && !folder.has("three"));
        folder.fetch("", temp.resolve("copy"));
        assertEquals("two", Files.readString(temp.resolve("copy/two")));
        assertEquals(scheme.equals("objects://") ? Optional.empty() : Optional.of(temp.resolve("a/b/one")),
                folder.local("one"));
        folder.remove(List.of("one"));
        assertEquals(List.of("two"), folder.names());
        folder.remove(List.of("two", "three"));
        assertTrue(!new SharedFolder(scheme + temp.resolve("a")).has("b"), "an empty folder goes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "objects://"})
    void whatIsMissingIsNamed(String scheme) throws IOException {
        SharedFolder folder = new SharedFolder(scheme + temp);
        BulkException e = assertThrows(BulkException.class, () -> folder.text("no"));
        assertTrue(e.getMessage().contains(temp.resolve("no").toString()), e.getMessage());
        assertTrue(assertThrows(BulkException.class, folder::tasks).getMessage().contains("needs .jsonl files"));
        Files.writeString(temp.resolve("a.jsonl"), "");
        Files.createDirectories(temp.resolve("b"));
        Files.createDirectories(temp.resolve("c"));
        Files.writeString(temp.resolve("c/metadata.yaml"), "");
        assertEquals(List.of("a.jsonl", "c"), folder.tasks());
    }
}
