package t2l.app.serve;

import module java.base;
import t2l.T2l;
import t2l.app.serve.ServeMetrics.Histogram;
import t2l.app.serve.http.WebServer.*;

/// What a server has done, and what it is doing. Thread-safe.
final class ServeMetrics {
    private final Map<String, Long> requests = new TreeMap<>();
    private final Map<String, Histogram> times = new TreeMap<>();
    private final Histogram making = new Histogram();
    private final Histogram first = new Histogram();

    synchronized void add(ServedRequest request) {
        String route = PrometheusText.label("route", request.route());
        requests.merge(route + "," + PrometheusText.label("status", Integer.toString(request.status())), 1L, Long::sum);
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

    /// How long something took, counted by the power of two it is below. Thread-safe.
    public static final class Histogram {
        /// Below 1 ms, 2 ms, 4 ms, … 2.3 minutes; the last one takes the rest.
        private static final int BUCKETS = 19;
        private static final double MIN_SECONDS = 1e-3;

        private final long[] counts = new long[BUCKETS];
        private double sum;

        /// Adds one.
        public synchronized void add(double seconds) {
            int bucket = 0;
            while (bucket < BUCKETS - 1 && seconds > bound(bucket)) {
                bucket++;
            }
            counts[bucket]++;
            sum += seconds;
        }

        /// The largest time of a bucket, but for the last one.
        private static double bound(int bucket) {
            return MIN_SECONDS * (1 << bucket);
        }

        /// Writes the buckets, each with all below it, and their sum.
        synchronized void write(String name, String labels, PrometheusText to) {
            long below = 0;
            for (int i = 0; i < BUCKETS; i++) {
                below += counts[i];
                String bound = i == BUCKETS - 1 ? "+Inf" : Double.toString(bound(i));
                to.sample(name + "_bucket", labels + (labels.isEmpty() ? "" : ",") + PrometheusText.label("le", bound),
                        below);
            }
            to.sample(name + "_sum", labels, sum);
            to.sample(name + "_count", labels, below);
        }
    }

    /// Metrics in Prometheus' text format, version 0.0.4.
    public static final class PrometheusText {
        /// Its media type.
        public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

        private final StringBuilder text = new StringBuilder();

        /// A label, as in `{route="/health"}` without the braces.
        public static String label(String name, String value) {
            return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        }

        /// A number that only grows; its name ends in `_total`.
        public void counter(String name, String help, Map<String, ? extends Number> samples) {
            family(name, "counter", help);
            samples.forEach((labels, value) -> sample(name, labels, value));
        }

        /// A number that goes up and down.
        public void gauge(String name, String help, Number value) {
            family(name, "gauge", help);
            sample(name, "", value);
        }

        /// Times; the name ends in `_seconds`.
        public void histogram(String name, String help, Map<String, Histogram> samples) {
            family(name, "histogram", help);
            samples.forEach((labels, histogram) -> histogram.write(name, labels, this));
        }

        private void family(String name, String type, String help) {
            text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                    .append(type).append('\n');
        }

        void sample(String name, String labels, Number value) {
            text.append(name).append(labels.isEmpty() ? "" : "{" + labels + "}").append(' ').append(value).append('\n');
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
