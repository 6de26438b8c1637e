package t2l.hypernet.suite;

/// A list of items and what the rule makes of it, both with single spaces between words.
public record Example(String input, String output) {}
