package t2l.tensor.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;

class FileHashTest {
    @TempDir
    Path folder;

    @Test
    void textsHaveTheHashesOfTheirUtf8AndAllDiffer() {
        String whole = "a\u00e9\u20ac\ud83d\ude00";
        assertEquals(FileHash.sha256(UTF_8.encode(whole)), hash(whole));
        assertEquals(5, Stream.of("?", "\ud801", "\ud802", "\udc01", "\ud801\udc01").map(FileHashTest::hash).distinct()
                .count());
    }

    private static String hash(String text) {
        MessageDigest digest = FileHash.digest("SHA-256");
        FileHash.addText(text, digest);
        return HexFormat.of().formatHex(digest.digest());
    }

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
