package t2l.tensor;

/// Text from outside, as a terminal may see it.
public final class Printable {
    private Printable() {}

    /// `text` on one line and without characters that a terminal would obey or that turn the direction of writing: they become
    /// the escapes of JSON, so JSON stays the same JSON. What joins letters and emoji stays.
    public static String escaped(String text) {
        StringBuilder all = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> escape(c, all);
                case Character.FORMAT -> {
                    if (c == '\u200c' || c == '\u200d') {
                        all.appendCodePoint(c);
                    } else {
                        escape(c, all);
                    }
                }
                default -> all.appendCodePoint(c);
            }
        });
        return all.toString();
    }

    private static void escape(int c, StringBuilder to) {
        switch (c) {
            case '\n' -> to.append("\\n");
            case '\t' -> to.append("\\t");
            case '\r' -> to.append("\\r");
            default -> {
                for (char unit : Character.toChars(c)) {
                    to.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
