package t2l.app.serve;

import static t2l.app.serve.metric.PrometheusText.label;

import java.util.Map;
import java.util.TreeMap;
import t2l.T2l;
import t2l.app.serve.http.ServedRequest;
import t2l.app.serve.http.Slots;
import t2l.app.serve.metric.Histogram;
import t2l.app.serve.metric.PrometheusText;

/// What a server has done, and what it is doing. Thread-safe.
final class ServeMetrics {
    private final Map<String, Long> requests = new TreeMap<>();
    private final Map<String, Histogram> times = new TreeMap<>();
    private final Histogram making = new Histogram();
    private final Histogram first = new Histogram();

    synchronized void add(ServedRequest request) {
        String route = label("route", request.route());
        requests.merge(route + "," + label("status", Integer.toString(request.status())), 1L, Long::sum);
        times.computeIfAbsent(route, _ -> new Histogram()).add(request.millis() / 1e3);
        add("made_ms", request, making);
        add("first_ms", request, first);
    }

    private static void add(String note, ServedRequest request, Histogram to) {
        if (request.notes().get(note) instanceof Double millis) {
            to.add(millis / 1e3);
        }
    }

    synchronized String text(T2l t2l, Slots slots) {
        T2l.Stats stats = t2l.stats();
        PrometheusText text = new PrometheusText();
        text.counter("t2l_requests_total", "Requests that have ended.", requests);
        text.histogram("t2l_request_seconds", "From the beginning of a request to its end.", times);
        text.histogram("t2l_first_token_seconds", "From the beginning of a request to its first chunk of text.",
                Map.of("", first));
        text.histogram("t2l_adapter_making_seconds", "To make an adapter.", Map.of("", making));
        text.counter("t2l_prefilled_tokens_total", "Tokens of prompts that were computed.",
                Map.of("", stats.prefilled()));
        text.counter("t2l_decoded_tokens_total", "Tokens of answers.", Map.of("", stats.decoded()));
        text.counter("t2l_kernel_heap_bytes_total", "Heap that kernels took, estimated: little, unless they are boxed.",
                Map.of("", t2l.heap()));
        text.gauge("t2l_slots_busy", "Requests that are being computed.", slots.busy());
        text.gauge("t2l_queue_requests", "Requests that wait for a slot.", slots.waiting());
        text.gauge("t2l_answers_waiting", "Answers that wait for memory or for a place in the batch.", stats.waiting());
        text.gauge("t2l_answers_running", "Answers that are prefilled or decoded.", stats.running());
        text.gauge("t2l_cache_bytes", "Memory of keys and values that answers have reserved.", stats.cacheBytes());
        text.gauge("t2l_cache_capacity_bytes", "Memory of keys and values that all answers may reserve.",
                stats.cacheCapacity());
        text.gauge("t2l_adapters", "Adapters in memory.", stats.adapters());
        text.gauge("t2l_adapters_bytes", "Memory of adapters.", stats.adapterBytes());
        return text.toString();
    }
}
