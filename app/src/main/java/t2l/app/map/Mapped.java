package t2l.app.map;

/// A point of the map: a task, by one of its descriptions.
///
/// @param kind by which it is coloured
record Mapped(String task, String kind, String description) {}
