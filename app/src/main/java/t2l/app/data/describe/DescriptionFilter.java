package t2l.app.data.describe;

import module java.base;

/// Takes descriptions of a task that are unlike each other, and unlike those that a hypernetwork will be tested with: their
/// embeddings, of length 1, have smaller cosines than a limit.
final class DescriptionFilter {
    /// The cosine of a text with itself is 1 but for so much.
    private static final double ROUNDING = 1e-5;

    private final Function<String, float[]> embed;
    private final double limit;
    private final List<String> tested;
    private final List<String> taken;

    /// What became of a description.
    enum Verdict {
        TAKEN, SIMILAR, TESTED
    }

    /// @param embed  gives a vector of length 1, and is asked often for the same texts
    /// @param limit  from this cosine on, texts are alike
    /// @param tested descriptions for tests
    /// @param known  the task's descriptions
    DescriptionFilter(Function<String, float[]> embed, double limit, List<String> tested, List<String> known) {
        this.embed = embed;
        this.limit = limit - ROUNDING;
        this.tested = List.copyOf(tested);
        this.taken = new ArrayList<>(known);
    }

    Verdict judge(String description) {
        if (isLike(description, tested)) {
            return Verdict.TESTED;
        }
        if (isLike(description, taken)) {
            return Verdict.SIMILAR;
        }
        taken.add(description);
        return Verdict.TAKEN;
    }

    private boolean isLike(String description, List<String> others) {
        float[] vector = embed.apply(description);
        return others.stream().anyMatch(other -> cosine(vector, embed.apply(other)) >= limit);
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }
}
