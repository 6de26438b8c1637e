package t2l.serve.api;

import t2l.T2l;
import t2l.serve.adapter.AdapterRef;
import t2l.serve.adapter.AdapterStore;
import t2l.serve.adapter.Found;
import t2l.serve.http.Marks;
import t2l.serve.http.Notes;
import t2l.serve.http.Refusal;

/// What the endpoints share.
///
/// @param name       of the base model
/// @param adapters   those of descriptions, and those that are published
/// @param marks      clock and names
/// @param logPrompts whether texts may be noted for the log
public record Service(T2l t2l, String name, AdapterStore adapters, Marks marks, boolean logPrompts) {
    /// Characters of a text for each token that the model can read; no text is written so densely.
    private static final int DENSEST = 64;

    /// The adapter that a request names, which is noted for the log.
    Found find(AdapterRef ref, Notes notes) throws InterruptedException {
        Found found = adapters.find(ref);
        notes.put("adapter", found.id());
        if (!found.cached()) {
            notes.put("made_ms", found.millis());
        }
        note("describe", found.adapter(), notes);
        return found;
    }

    /// Notes a text for the log, if texts may be.
    void note(String name, Object text, Notes notes) {
        if (logPrompts) {
            notes.put(name, text.toString());
        }
    }

    /// Returns `text`, unless it is so long that it would take a while to find out that it is too long.
    String readable(String param, String text) {
        long most = (long) DENSEST * t2l.model().config().positions();
        if (text.length() > most) {
            throw Refusal.field(param,
                    param + ": needs a text of at most " + most + " characters, got " + text.length());
        }
        return text;
    }
}
