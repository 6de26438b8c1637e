package t2l.app.serve.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of a request when it has ended, for the log and the metrics.
public final class Notes {
    private final long begin;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /// @param begin of the request, in the nanoseconds of [Marks]
    public Notes(long begin) {
        this.begin = begin;
    }

    /// When the request began.
    public long begin() {
        return begin;
    }

    /// Notes a value, replacing an earlier one.
    public void put(String name, Object value) {
        fields.put(name, value);
    }

    /// Notes a value, unless there is one.
    public void putFirst(String name, Object value) {
        fields.putIfAbsent(name, value);
    }

    /// The values so far.
    public Map<String, Object> all() {
        return new LinkedHashMap<>(fields);
    }
}
