package t2l.tensor.settings;

import module java.base;

/// Suggests the intended name for an unknown one.
public final class Suggestion {
    private Suggestion() {}

    /// The element of `known` with the smallest edit distance from `word`. Throws [java.util.NoSuchElementException] if
    /// `known` is empty.
    public static String to(String word, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElseThrow();
    }

    /// The element of `known` that is nearest to `word`, if one is near: a likely slip of the keyboard, or a name with two
    /// words of `word`, as `max_tokens` for `max_output_tokens`.
    public static Optional<String> near(String word, Collection<String> known) {
        List<String> near = known.stream().filter(k -> distance(word, k) * 5 < Math.max(word.length(), k.length())
                || Stream.of(k.split("_")).filter(List.of(word.split("_"))::contains).count() > 1).toList();
        return near.isEmpty() ? Optional.empty() : Optional.of(to(word, near));
    }

    /// The Levenshtein distance (1966), row by row.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
