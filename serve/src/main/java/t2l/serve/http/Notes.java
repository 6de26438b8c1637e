package t2l.serve.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of a request when it has ended, for the log and the metrics.
public final class Notes {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /// Notes a value, replacing an earlier one.
    public void put(String name, Object value) {
        fields.put(name, value);
    }

    /// Notes a value, unless there is one.
    public void putFirst(String name, Object value) {
        fields.putIfAbsent(name, value);
    }

    /// The values so far.
    Map<String, Object> all() {
        return new LinkedHashMap<>(fields);
    }
}
