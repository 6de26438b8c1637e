package t2l.app.serve.metric;

/// How long something took, counted by the power of two it is below. Thread-safe.
public final class Histogram {
    /// Below 1 ms, 2 ms, 4 ms, … 2.3 minutes; the last one takes the rest.
    private static final int BUCKETS = 19;
    private static final double LEAST = 1e-3;

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
        return LEAST * (1 << bucket);
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
