package t2l.hypernet.eval;

import java.util.List;

/// Formats worked examples as a text before a question.
public final class Examples {
    private Examples() {}

    /// With numbers and a heading, as in the reference's benchmarks: after an empty line, and with two before the
    /// question.
    static String numbered(List<String> examples) {
        StringBuilder text = new StringBuilder("\nHere are some examples of the tasks you will be asked to solve.\n\n");
        for (int i = 0; i < examples.size(); i++) {
            text.append("## Example ").append(i + 1).append('\n').append(examples.get(i)).append("\n\n");
        }
        return text.append('\n').toString();
    }

    /// One per line, for plain language models.
    public static String lines(List<String> examples) {
        return String.join("\n", examples) + (examples.isEmpty() ? "" : "\n");
    }
}
