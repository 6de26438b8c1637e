package t2l.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;

class FileHashTest {
    @TempDir
    Path folder;

    @Test
    void anInterruptCancelsAndIsNoFaultOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "abc");
        for (Runnable work : new Runnable[] {() -> FileHash.sha256(file),
            () -> FileHash.add(folder, FileHash.digest("SHA-1"))}) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, work::run);
            assertTrue(Thread.interrupted(), "it stays interrupted");
        }
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", FileHash.sha256(file));
        assertThrows(T2lException.class, () -> FileHash.sha256(folder.resolve("none")));
    }
}
