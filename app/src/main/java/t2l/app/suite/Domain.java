package t2l.app.suite;

/// The kind of items in a list. Its letter is the first part of a task's name.
public enum Domain {
    NOUN("N"), ADJECTIVE("A"), VERB("V"), NUMBER("D"), LETTER("L");

    private final String letter;

    Domain(String letter) {
        this.letter = letter;
    }

    /// The first part of a task's name.
    public String letter() {
        return letter;
    }
}
