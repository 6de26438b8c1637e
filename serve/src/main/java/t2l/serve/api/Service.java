package t2l.serve.api;

import t2l.T2l;
import t2l.serve.adapter.AdapterStore;
import t2l.serve.http.Marks;

/// What the endpoints share.
///
/// @param name       of the base model
/// @param adapters   those of descriptions, and those that are published
/// @param marks      clock and names
/// @param logPrompts whether texts may be noted for the log
public record Service(T2l t2l, String name, AdapterStore adapters, Marks marks, boolean logPrompts) {}
