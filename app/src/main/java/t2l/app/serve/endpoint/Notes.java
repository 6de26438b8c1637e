package t2l.app.serve.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import t2l.transformer.lora.RecentAdapters;

/// What is known of a request when it has ended, for the log and the metrics, and the adapters that it uses until then.
public final class Notes implements AutoCloseable {
    private final long begin;
    private final RecentAdapters.User adapters = new RecentAdapters.User();
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /// @param begin of the request, in the nanoseconds of [Marks]
    public Notes(long begin) {
        this.begin = begin;
    }

    /// When the request began.
    public long begin() {
        return begin;
    }

    /// Keeps adapters in memory for it.
    public RecentAdapters.User adapters() {
        return adapters;
    }

    /// Ends its use of adapters.
    @Override
    public void close() {
        adapters.close();
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
