package t2l.app.serve.adapter;

import t2l.Adapter;

/// An adapter for a request.
///
/// @param id     its id, or the name of a published one
/// @param ref    what it is
/// @param cached whether it was there before
/// @param millis that it took when it was made, 0 of a published one
public record RequestAdapter(String id, AdapterRef ref, Adapter adapter, boolean cached, double millis) {
    /// A published one.
    static RequestAdapter published(String name, Adapter adapter) {
        return new RequestAdapter(name, new AdapterRef.Known(name), adapter, true, 0);
    }

    /// With its update multiplied by `strength`.
    public RequestAdapter times(double strength) {
        return new RequestAdapter(id, ref, adapter.times(strength), cached, millis);
    }

    /// The same when it is asked for again.
    RequestAdapter again() {
        return new RequestAdapter(id, ref, adapter, true, millis);
    }
}
