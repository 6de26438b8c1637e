package t2l.app.serve.adapter;

import java.util.List;
import java.util.Optional;
import t2l.transformer.template.ChatTemplate;

/// What a request calls an adapter.
public sealed interface AdapterRef {
    /// The adapter for a task in words.
    record Described(String text) implements AdapterRef {}

    /// A published adapter by its name, or one that was made before by its id.
    record Known(String id) implements AdapterRef {}

    /// The sum of several.
    ///
    /// @param template of prompts for it; empty for that of the parts
    record Mixed(List<AdapterWish> parts, Optional<ChatTemplate> template) implements AdapterRef {
        public Mixed {
            parts = List.copyOf(parts);
        }
    }
}
