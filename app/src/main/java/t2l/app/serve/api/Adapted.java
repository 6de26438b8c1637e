package t2l.app.serve.api;

import java.util.Map;
import java.util.Optional;
import t2l.Adapter;
import t2l.app.serve.adapter.RequestAdapter;
import t2l.app.serve.endpoint.Notes;

/// The adapter of a request, and what its reply says of it.
///
/// @param view empty for the base model
record Adapted(Adapter adapter, Optional<Map<String, Object>> view) {
    /// Finds it.
    ///
    /// @param chats whether prompts are written in a chat template
    static Adapted of(GenerationFields writing, boolean chats, Service service, Notes notes)
            throws InterruptedException {
        if (writing.adapter().isEmpty()) {
            return new Adapted(Adapter.NONE, Optional.empty());
        }
        RequestAdapter found = service.find(writing.adapter().get(), notes);
        Adapter adapter = found.adapter();
        Map<String, Object> view = AdapterView.brief(found);
        if (adapter.template().isPresent()) {
            boolean applied = chats
                    && service.t2l().format(adapter, writing.settings(0)).template().equals(adapter.template());
            view.put("chat_template", applied ? "applied" : "not applied");
        }
        return new Adapted(adapter, Optional.of(view));
    }
}
