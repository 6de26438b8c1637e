package t2l.tensor.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/// Suggests the intended name for an unknown one.
public final class Suggestion {
    private Suggestion() {}

    /// The element of `known` with the smallest edit distance from `word`. Throws [java.util.NoSuchElementException] if
    /// `known` is empty.
    public static String to(String word, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElseThrow();
    }

    /// The Levenshtein distance (1966), row by row.
    static int distance(String a, String b) {
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
