package t2l.app.map;

import java.util.Arrays;
import java.util.stream.IntStream;

/// How well the cosines of all pairs in one space tell those in another.
///
/// @param pearson  correlation of the cosines
/// @param spearman correlation of their ranks
record Correlation(double pearson, double spearman) {
    static Correlation of(double[] x, double[] y) {
        return new Correlation(correlation(x, y), correlation(ranks(x), ranks(y)));
    }

    private static double correlation(double[] x, double[] y) {
        double mx = Arrays.stream(x).average().orElse(0);
        double my = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xx * yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    /// The rank of each number; equal ones share the mean of theirs.
    private static double[] ranks(double[] x) {
        int[] order = IntStream.range(0, x.length).boxed().sorted((i, j) -> Double.compare(x[i], x[j]))
                .mapToInt(i -> i).toArray();
        double[] ranks = new double[x.length];
        for (int from = 0, to; from < order.length; from = to) {
            to = from + 1;
            while (to < order.length && x[order[to]] == x[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + to - 1) / 2.0;
            }
        }
        return ranks;
    }
}
