package t2l.app.data.describe;

import module java.base;
import t2l.hypernet.data.TaskData.Pair;

/// A request for descriptions of a task, and how its reply is read. The request follows Fig. 12 of the paper: examples, and
/// the wish for descriptions of many kinds. It has words of its own.
public final class DescriptionPrompt {
    /// Examples are shortened to so many characters on each side, so that they fit into small models.
    private static final int MAX_SHOWN = 1000;

    /// Descriptions have so many words and characters.
    private static final int MIN_WORDS = 3;
    private static final int MAX_CHARACTERS = 1000;

    /// Where reasoning ends that a model writes before its answer.
    private static final String THOUGHT = "</think>";

    /// `1. text`, `2) text`, `- text` or `Description 3: text`, also in bold.
    private static final Pattern ITEM = Pattern
            .compile("[*#\\s]*(?:(?:description\\s*)?\\d{1,4}\\s*[*]*[.):][*]*|[-*•])\\s+(\\S.*)",
                    Pattern.CASE_INSENSITIVE);

    /// What small models write instead: more examples.
    private static final Pattern EXAMPLE = Pattern.compile("(input|output|answer)\\s*:.*", Pattern.CASE_INSENSITIVE);

    private DescriptionPrompt() {}

    static String of(List<Pair> examples, int count) {
        StringBuilder text = new StringBuilder("These are examples of one task. Each has an input and its answer.\n");
        for (Pair example : examples) {
            text.append("\nInput: ").append(shown(example.prompt())).append("\nAnswer: ")
                    .append(shown(example.answer())).append('\n');
        }
        return text.append("\nWrite ").append(count)
                .append("""
                         different descriptions of the task. Someone who reads one of them, and none of the examples, should be \
                        able to answer other inputs in the same way: say what the input is, what has to be done, and what the \
                        answer looks like. Do not mention or repeat the examples. Vary words, structure and length from one \
                        description to the next.

                        Write nothing else. Write each description on a line of its own, after its number and a full stop.
                        """
                        .stripTrailing())
                .toString();
    }

    private static String shown(String text) {
        String whole = text.strip();
        return whole.codePointCount(0, whole.length()) <= MAX_SHOWN
                ? whole
                : whole.substring(0, whole.offsetByCodePoints(0, MAX_SHOWN)) + " …";
    }

    /// The descriptions in a reply: its items, or if it has none, its lines.
    public static List<String> read(String reply) {
        List<String> lines = reply.substring(reply.lastIndexOf(THOUGHT) < 0
                ? 0
                : reply.lastIndexOf(THOUGHT) + THOUGHT.length()).lines().toList();
        List<String> items = lines.stream().map(ITEM::matcher).filter(Matcher::matches).map(item -> item.group(1))
                .toList();
        return (items.isEmpty() ? lines : items).stream().map(DescriptionPrompt::bare)
                .filter(text -> text.split(" ").length >= MIN_WORDS && text.length() <= MAX_CHARACTERS
                        && !EXAMPLE.matcher(text).matches())
                .toList();
    }

    /// Without quotes, stars and control characters around and within it.
    private static String bare(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").replace("**", "").replaceAll("^[\"“*_ ]+|[\"”*_ ]+$", "");
    }
}
