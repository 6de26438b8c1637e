package t2l;

import java.util.Map;
import java.util.WeakHashMap;
import t2l.transformer.lora.Lora;

/// The adapters that are in memory. Nobody closes an adapter: its memory goes when the garbage collector finds that it is not used,
/// as with it do the entries here. Thread-safe.
final class LiveAdapters {
    /// Bytes, by the first pair of factors, which an adapter shares with those that differ in strength alone.
    private final Map<Lora.Update, Long> all = new WeakHashMap<>();

    synchronized void add(Lora lora) {
        lora.updates().values().stream().findFirst().ifPresent(first -> all.put(first, lora.bytes()));
    }

    synchronized int count() {
        return all.size();
    }

    synchronized long bytes() {
        return all.values().stream().mapToLong(Long::longValue).sum();
    }
}
