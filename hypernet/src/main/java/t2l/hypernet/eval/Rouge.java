package t2l.hypernet.eval;

import module java.base;

/// ROUGE (Lin 2004): the overlap of two texts, as the harmonic mean of precision and recall. Of several accepted
/// answers, the most similar counts.
///
/// Words are runs of ASCII letters and digits in lower case; those of more than three letters are stemmed. Source: the
/// Python package rouge-score 0.1.2 with `use_stemmer=True`.
///
/// @param kind what is counted as overlap
public record Rouge(Kind kind) implements Scorer {
    /// The kinds of overlap.
    public enum Kind {
        /// Words, in any order.
        ROUGE1,
        /// The longest common subsequence of words.
        ROUGE_L
    }

    /// Shorter words are not stemmed.
    private static final int STEMMED = 4;

    @Override
    public String metric() {
        return kind == Kind.ROUGE1 ? "rouge1" : "rougeL";
    }

    @Override
    public double score(String answer, List<String> right) {
        List<String> words = words(answer);
        return right.stream().mapToDouble(accepted -> score(words, words(accepted))).max().orElseThrow();
    }

    private double score(List<String> answer, List<String> right) {
        int shared = kind == Kind.ROUGE1 ? common(answer, right) : longest(answer, right);
        if (shared == 0) {
            return 0;
        }
        double precision = (double) shared / answer.size();
        double recall = (double) shared / right.size();
        return 2 * precision * recall / (precision + recall);
    }

    static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)).filter(word -> !word.isEmpty())
                .map(word -> word.length() < STEMMED ? word : PorterStemmer.stem(word)).toList();
    }

    private static int common(List<String> a, List<String> b) {
        Map<String, Integer> left = new HashMap<>();
        b.forEach(word -> left.merge(word, 1, Integer::sum));
        int common = 0;
        for (String word : a) {
            if (left.merge(word, -1, Integer::sum) >= 0) {
                common++;
            }
        }
        return common;
    }

    private static int longest(List<String> a, List<String> b) {
        int[] lengths = new int[b.size() + 1];
        for (String word : a) {
            int diagonal = 0;
            for (int j = 1; j <= b.size(); j++) {
                int above = lengths[j];
                lengths[j] = word.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, lengths[j - 1]);
                diagonal = above;
            }
        }
        return lengths[b.size()];
    }
}
