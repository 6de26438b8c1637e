package t2l.app.serve.adapters;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.tensor.T2lException;
import t2l.transformer.lora.RecentAdapters;

/// Adapters on disk, whose files change under a server.
class PublishedTest {
    private final RecentAdapters.User user = new RecentAdapters.User();

    @TempDir
    Path folder;

    /// The last ones are in memory, so their files may go; all others are read when they are asked for.
    @Test
    void theLastOnesStayInMemory() throws IOException, InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            Adapter adapter = t2l.generate("Sort the words.");
            List<String> names = IntStream.range(0, 102).mapToObj("a%03d"::formatted).toList();
            names.forEach(name -> adapter.save(folder.resolve(name)));
            var published = new AdapterRegistry(t2l, "tiny", Published.directories(t2l, folder),
                    2 * adapter.lora().bytes(), Clock.REAL);
            published.check(Assertions::fail);
            assertEquals(List.copyOf(names.subList(0, 100)), List.copyOf(published.published().keySet()));
            for (String name : List.of("a101", "a007")) {
                try (var user = new RecentAdapters.User()) {
                    assertEquals(adapter.lora().bytes(),
                            published.published(name, user).orElseThrow().adapter().lora().bytes());
                }
            }
            for (String name : List.of("a007", "a008")) {
                try (FileChannel channel = FileChannel.open(folder.resolve(name, "adapter_model.safetensors"),
                        StandardOpenOption.WRITE)) {
                    channel.truncate(5000);
                }
            }
            assertTrue(published.published("a007", user).isPresent(), "it is in memory");
            assertThrows(T2lException.class, () -> published.published("a008", user));
            assertEquals(Optional.empty(), published.published("a102", user));
        }
    }
}
