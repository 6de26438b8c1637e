package t2l.serve;

import static t2l.serve.metric.PrometheusText.label;

import java.util.Map;
import java.util.TreeMap;
import t2l.T2l;
import t2l.serve.adapter.AdapterStore;
import t2l.serve.http.ServedRequest;
import t2l.serve.http.Slots;
import t2l.serve.metric.Histogram;
import t2l.serve.metric.PrometheusText;

/// What a server has done, and what it is doing. Thread-safe.
final class ServeMetrics {
    private final Map<String, Long> requests = new TreeMap<>();
    private final Map<String, Histogram> times = new TreeMap<>();
    private final Map<String, Long> tokens = new TreeMap<>(Map.of("prompt_tokens", 0L, "completion_tokens", 0L));
    private final Histogram making = new Histogram();
    private final Histogram first = new Histogram();

    synchronized void add(ServedRequest request) {
        String route = label("route", request.route());
        requests.merge(route + "," + label("status", Integer.toString(request.status())), 1L, Long::sum);
        times.computeIfAbsent(route, _ -> new Histogram()).add(request.millis() / 1e3);
        tokens.replaceAll((name, sum) -> sum + (Integer) request.notes().getOrDefault(name, 0));
        add("made_ms", request, making);
        add("first_ms", request, first);
    }

    private static void add(String note, ServedRequest request, Histogram to) {
        if (request.notes().get(note) instanceof Double millis) {
            to.add(millis / 1e3);
        }
    }

    synchronized String text(T2l t2l, Slots slots, AdapterStore adapters) {
        PrometheusText text = new PrometheusText();
        text.counter("t2l_requests_total", "Requests that have ended.", requests);
        text.histogram("t2l_request_seconds", "From the beginning of a request to its end.", times);
        text.histogram("t2l_first_token_seconds", "From the beginning of a request to its first piece of text.",
                Map.of("", first));
        text.histogram("t2l_adapter_making_seconds", "To make an adapter.", Map.of("", making));
        text.counter("t2l_prompt_tokens_total", "Tokens of prompts.", Map.of("", tokens.get("prompt_tokens")));
        text.counter("t2l_completion_tokens_total", "Tokens written.", Map.of("", tokens.get("completion_tokens")));
        text.counter("t2l_kernel_heap_bytes_total", "Heap that kernels took, estimated: little, unless they are boxed.",
                Map.of("", t2l.heap()));
        text.gauge("t2l_slots_busy", "Requests that are being computed.", slots.busy());
        text.gauge("t2l_queue_requests", "Requests that wait for a slot.", slots.waiting());
        text.gauge("t2l_adapters", "Adapters in memory that were made.", adapters.count());
        text.gauge("t2l_adapters_bytes", "Memory of adapters that were made.", adapters.bytes());
        text.gauge("t2l_free_tokens", "Tokens for which there is memory that no answer has reserved.",
                t2l.freeTokens());
        return text.toString();
    }
}
