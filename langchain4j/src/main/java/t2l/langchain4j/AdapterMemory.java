package t2l.langchain4j;

import java.util.LinkedHashMap;
import java.util.Map;
import t2l.Adapter;
import t2l.T2l;

/// The adapters used last, each made or read once.
final class AdapterMemory {
    private static final int MOST = 64;

    private final T2l t2l;
    private final Map<AdapterChoice, Adapter> newest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AdapterChoice, Adapter> eldest) {
            return size() > MOST;
        }
    };

    AdapterMemory(T2l t2l) {
        this.t2l = t2l;
    }

    /// Makes, reads or remembers it. Throws [t2l.tensor.T2lException] like [T2l#adapter].
    Adapter get(AdapterChoice ref) {
        if (ref instanceof AdapterChoice.Given(Adapter adapter)) {
            return adapter;
        }
        synchronized (newest) {
            Adapter known = newest.get(ref);
            if (known == null) {
                known = ref instanceof AdapterChoice.Described(String text)
                        ? t2l.adapter(text)
                        : t2l.adapter(((AdapterChoice.Stored) ref).file());
                newest.put(ref, known);
            }
            return known;
        }
    }
}
