package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.T2l;
import t2l.tensor.T2lException;
import t2l.tensor.io.FileHash;
import t2l.transformer.lora.*;

/// Adapters on disk, whose files change under a server.
class PublishedTest {
    private final RecentAdapters.User user = new RecentAdapters.User();

    @TempDir
    Path folder;

    /// Those that can be read are still listed, and used.
    @Test
    void aPackThatHasBecomeShorterTakesOnlyItsOwnAdaptersAway() throws IOException, InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny"); Arena arena = Arena.ofConfined()) {
            Lora lora = t2l.generate("Sort the words.").lora();
            byte[] bytes = LoraFile.bytes(lora);
            MemorySegment memory = arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
            String hash = FileHash.sha256(ByteBuffer.wrap(bytes));
            PackManifest.Pack pack = AdapterPack.write(folder, LoraFile.configText(lora.config()),
                    List.of(new AdapterPack.Packed(new AdapterPack.Entry("a", "Sort.", hash, bytes.length), memory),
                            new AdapterPack.Packed(new AdapterPack.Entry("b", "", hash, bytes.length), memory)));
            Path file = folder.resolve(pack.sha256() + ".safetensors");
            Published published = Published.of(t2l, AdapterPacks.open(file, arena), 1 << 26, warning -> fail(warning));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(5000);
            }
            assertEquals(Set.of("a"), published.listed().keySet(), "it was read before");
            assertTrue(published.find("a", user).isPresent());
            assertThrows(T2lException.class, () -> published.find("b", user));
        }
    }
}
