package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.T2l;

/// `/metrics` by the rules of Prometheus' text format and its conventions for names.
class MetricsTextTest {
    private static final Pattern SAMPLE = Pattern
            .compile(
                    "([a-z][a-z0-9_]*?)(_bucket|_sum|_count)?(\\{(?:[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)+})? (\\S+)");

    private static final String LAST = "t2l_requests_total{route=\"other\",status=\"404\"} 1\n";

    @Test
    void isValid() throws InterruptedException {
        try (Served served = Served.open()) {
            served.chat("cat dog bird >", "model", "tiny+" + Served.FRENCH);
            served.chat("cat >", "tools", List.of("a")); // refused
            served.get("/nothing");
            served.get("/metrics");
            Served.await(() -> served.get("/metrics").body().contains(LAST)); // counted after its reply
            String text = served.get("/metrics").body();
            Map<String, String> types = new HashMap<>();
            Set<String> seen = new HashSet<>();
            for (String line : text.lines().toList()) {
                if (line.startsWith("# TYPE ")) {
                    String[] words = line.split(" ", -1);
                    assertEquals(null, types.put(words[2], words[3]), line);
                } else if (!line.startsWith("# HELP ")) {
                    sample(line, types, seen);
                }
            }
            assertTrue(text.contains("t2l_requests_total{route=\"/v1/chat/completions\",status=\"400\"} 1\n"), text);
            assertTrue(text.contains(LAST), text);
            assertTrue(text.contains("t2l_request_seconds_bucket{route=\"/v1/chat/completions\",le=\"+Inf\"} 2\n"),
                    text);
            assertEquals(2, served.metric("t2l_decoded_tokens_total"));
            T2l.Stats stats = served.t2l.stats();
            assertEquals((double) stats.prefilled(), served.metric("t2l_prefilled_tokens_total"));
            assertEquals((double) stats.cacheBytes(), served.metric("t2l_cache_bytes"));
            assertEquals((double) stats.cacheCapacity(), served.metric("t2l_cache_capacity_bytes"));
            assertEquals(1, served.metric("t2l_adapters"));
            assertEquals((double) stats.adapterBytes(), served.metric("t2l_adapters_bytes"));
            assertEquals(1, served.metric("t2l_adapter_making_seconds_count"));
        }
    }

    private static void sample(String line, Map<String, String> types, Set<String> seen) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        String name = sample.group(1);
        boolean histogram = sample.group(2) != null;
        assertTrue(types.containsKey(name), line);
        assertEquals(histogram, types.get(name).equals("histogram"), line);
        assertEquals(types.get(name).equals("counter"), name.endsWith("_total"), line);
        assertTrue(seen.add(line.substring(0, line.lastIndexOf(' '))), line);
        assertTrue(Double.isFinite(Double.parseDouble(sample.group(4))), line);
    }
}
