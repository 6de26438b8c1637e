package t2l.app.map;

import java.util.stream.IntStream;

/// What is compared of all points: their cosines.
final class Space {
    /// In file names.
    final String name;
    /// In headings.
    final String title;
    /// `[n,n]`
    private final double[][] cosines;

    private Space(String name, String title, double[][] cosines) {
        this.name = name;
        this.title = title;
        this.cosines = cosines;
    }

    /// The space of vectors with these inner products `[n,n]`; a vector of length 0 is like no other.
    static Space of(String name, String title, double[][] products) {
        int n = products.length;
        double[][] cosines = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double lengths = Math.sqrt(products[i][i] * products[j][j]);
                cosines[i][j] = i == j ? 1 : lengths == 0 ? 0 : products[i][j] / lengths;
            }
        }
        return new Space(name, title, cosines);
    }

    /// The same of `rows[n,d]`.
    static Space ofRows(String name, String title, float[][] rows) {
        int n = rows.length;
        double[][] products = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int k = 0; k < rows[i].length; k++) {
                    sum += (double) rows[i][k] * rows[j][k];
                }
                products[i][j] = sum;
                products[j][i] = sum;
            }
        }
        return of(name, title, products);
    }

    /// The number of points.
    int size() {
        return cosines.length;
    }

    double cosine(int i, int j) {
        return cosines[i][j];
    }

    /// The cosines of all pairs of points, `i < j`, row by row.
    double[] pairs() {
        return IntStream.range(0, cosines.length).boxed()
                .flatMapToDouble(i -> IntStream.range(i + 1, cosines.length).mapToDouble(j -> cosines[i][j])).toArray();
    }

    /// The `count` points that are most like point `i`, the nearest first.
    int[] nearest(int i, int count) {
        return IntStream.range(0, cosines.length).filter(j -> j != i).boxed()
                .sorted((j, k) -> Double.compare(cosines[i][k], cosines[i][j])).limit(count).mapToInt(j -> j).toArray();
    }
}
