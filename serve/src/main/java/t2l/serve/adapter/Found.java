package t2l.serve.adapter;

import t2l.Adapter;

/// An adapter for a request.
///
/// @param id     its id, or the name of a published one
/// @param cached whether it was there before
/// @param millis to make it, 0 if it was there
public record Found(String id, Adapter adapter, boolean cached, double millis) {}
