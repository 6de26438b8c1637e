package t2l.app.suite;

/// A list of items and the rule's output, both as words separated by single spaces.
public record Example(String input, String output) {}
