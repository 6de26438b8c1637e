package t2l.serve.api;

import t2l.T2l;
import t2l.serve.adapter.AdapterStore;
import t2l.serve.http.Marks;
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
