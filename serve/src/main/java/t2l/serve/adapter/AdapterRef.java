package t2l.serve.adapter;

import java.util.List;

/// What a request calls an adapter.
public sealed interface AdapterRef {
    /// The adapter for a task in words.
    record Described(String text) implements AdapterRef {}

    /// A published adapter by its name, or one that was made before by its id.
    record Known(String id) implements AdapterRef {}

    /// The sum of several.
    record Mixed(List<AdapterWish> parts) implements AdapterRef {
        public Mixed {
            parts = List.copyOf(parts);
        }
    }
}
