package t2l.serve.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of a request when it has ended, for the log and the metrics. Thread-safe: the thread in a slot adds to it.
public final class Notes {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /// Notes a value, replacing an earlier one.
    public synchronized void put(String name, Object value) {
        fields.put(name, value);
    }

    /// Notes a value, unless there is one.
    public synchronized void putFirst(String name, Object value) {
        fields.putIfAbsent(name, value);
    }

    /// The values so far.
    synchronized Map<String, Object> all() {
        return new LinkedHashMap<>(fields);
    }
}
