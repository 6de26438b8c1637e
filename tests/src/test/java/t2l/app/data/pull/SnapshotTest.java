package t2l.app.data.pull;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.file.FileSystem;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.data.pull.BlobDownload.Snapshot;

/// Files of a snapshot where there are links, and where there are none.
class SnapshotTest {
    @TempDir
    Path folder;

    @Test
    void aDanglingLinkIsReplaced() throws IOException {
        Path blob = Files.writeString(folder.resolve("new"), "new");
        Files.createSymbolicLink(folder.resolve("file"), Path.of("gone"));
        new Snapshot(folder).put("file", blob);
        assertTrue(Files.isSymbolicLink(folder.resolve("file")));
        assertEquals("new", Files.readString(folder.resolve("file")));
    }

    /// A zip file is a file system without links.
    @Test
    void withoutLinksFilesAreCopied() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            Path blob = Files.writeString(zip.getPath("/blob"), "content");
            new Snapshot(zip.getPath("/snapshot")).put("sub/file", blob);
            Path file = zip.getPath("/snapshot/sub/file");
            assertEquals("content", Files.readString(file));
            assertFalse(Files.isSymbolicLink(file));
        }
    }
}
