package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.*;
import t2l.app.serve.adapters.AdapterRegistry.RequestAdapter;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.*;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;

/// What the endpoints share.
///
/// @param adapters   those of descriptions, and those that are published
/// @param clock      clock and names
/// @param settings   of a request that does not say, by the usual number of tokens of its endpoint
/// @param logPrompts whether texts may be noted for the log
public record Service(T2l t2l, AdapterRegistry adapters, Clock clock, IntFunction<Settings> settings,
        boolean logPrompts) {
    /// Characters of a text for each token that the model can read; no text is written so densely.
    private static final int MAX_CHARACTERS_PER_TOKEN = 64;

    /// The endpoints that need nothing but the fields of a request, by their paths.
    public Map<String, Endpoint> endpoints() {
        return Map.of("/v1/chat/completions", new ChatCompletions(this), "/v1/completions", new TextCompletions(this),
                "/v1/responses", new Responses(this), "/v1/embeddings", new Embeddings(this), "/tokenize",
                this::tokenize);
    }

    /// `POST /tokenize`: a text as the base model's tokens.
    private Endpoint.Reply tokenize(Source fields, Notes notes) {
        String text = readable("text", fields.text("text"));
        return Endpoint.Reply.whole(out -> {
            int[] ids = t2l.model().tokenizer().encode(text, true);
            List<String> tokens = Arrays.stream(ids).mapToObj(t2l.model().tokenizer()::token).toList();
            out.accept(Json.object("ids", ids, "tokens", tokens));
        });
    }

    /// The adapter that a request names, or the unchanged model.
    public Adapter adapter(Optional<AdapterRef> ref, Notes notes) throws InterruptedException {
        return ref.isPresent() ? find(ref.get(), notes).adapter() : Adapter.NONE;
    }

    /// The adapter that a request names, at its strength, which is noted for the log.
    RequestAdapter find(AdapterRef ref, Notes notes) throws InterruptedException {
        RequestAdapter found = adapters.find(ref.spec(), notes.adapters());
        notes.put("adapter", found.id());
        if (!found.cached()) {
            notes.put("made_ms", found.millis());
        }
        note("describe", found.adapter(), notes);
        return ref.scale() == 1 ? found : found.times(ref.scale());
    }

    /// Notes a text for the log, if texts may be.
    void note(String name, Object text, Notes notes) {
        if (logPrompts) {
            notes.put(name, text.toString());
        }
    }

    /// Returns `text`, unless it is so long that it would take a while to find out that it is too long.
    public String readable(String param, String text) {
        long most = (long) MAX_CHARACTERS_PER_TOKEN * t2l.model().config().positions();
        if (text.length() > most) {
            throw Refusal.field(param,
                    param + ": needs a text of at most " + most + " characters, got " + text.length());
        }
        return text;
    }
}
