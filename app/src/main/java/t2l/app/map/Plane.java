package t2l.app.map;

import de.javagl.tsne.Tsne;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DenseMatrix64F;
import org.ejml.factory.DecompositionFactory;
import org.ejml.interfaces.decomposition.EigenDecomposition;

/// The points of a space in two dimensions.
final class Plane {
    /// Components from which t-SNE starts.
    private static final int COMPONENTS = 50;
    private static final double PERPLEXITY = 30;
    private static final int ITERATIONS = 1000;

    /// In file names.
    final String name;
    /// In headings.
    final String title;
    /// `[n,2]`
    private final double[][] at;

    private Plane(String name, String title, double[][] at) {
        this.name = name;
        this.title = title;
        this.at = at;
    }

    /// The planes of a space, PCA and t-SNE, from the same components.
    static List<Plane> of(Space space) {
        double[][] components = components(space, Math.min(COMPONENTS, space.size()));
        return List.of(pca(components), tsne(components));
    }

    /// The two components with the largest variance.
    private static Plane pca(double[][] components) {
        return new Plane("pca", "PCA",
                Arrays.stream(components).map(row -> Arrays.copyOf(row, 2)).toArray(double[][]::new));
    }

    /// Neighbours side by side; distances between groups mean little (van der Maaten and Hinton 2008). The same points give
    /// the same plane.
    private static Plane tsne(double[][] components) {
        Tsne tsne = new Tsne();
        tsne.setRandomSeed(1);
        tsne.setMaxIterations(ITERATIONS);
        tsne.setPerplexity(Math.min(PERPLEXITY, (components.length - 2) / 3.0));
        tsne.setInitialDims(components[0].length);
        tsne.setMessageConsumer(_ -> {});
        return new Plane("tsne", "t-SNE", tsne.run(components));
    }

    /// The two coordinates of point `i`.
    double[] at(int i) {
        return at[i].clone();
    }

    /// `[n,count]`: the principal components of the unit vectors of a space, the largest first.
    private static double[][] components(Space space, int count) {
        int n = space.size();
        EigenDecomposition<DenseMatrix64F> eigen = DecompositionFactory.eig(n, true, true);
        eigen.decompose(new DenseMatrix64F(centred(space)));
        int[] largest = IntStream.range(0, n).boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal())).limit(count)
                .mapToInt(i -> i).toArray();
        double[][] at = new double[n][count];
        for (int c = 0; c < count; c++) {
            double[] vector = eigen.getEigenVector(largest[c]).getData();
            double furthest = Arrays.stream(vector).boxed().max(Comparator.comparingDouble(Math::abs)).orElseThrow();
            double length = Math.copySign(Math.sqrt(Math.max(0, eigen.getEigenvalue(largest[c]).getReal())), furthest);
            for (int i = 0; i < n; i++) {
                at[i][c] = length * vector[i];
            }
        }
        return at;
    }

    /// The inner products of the same vectors less their mean.
    private static double[][] centred(Space space) {
        int n = space.size();
        double[] means = IntStream.range(0, n)
                .mapToDouble(i -> IntStream.range(0, n).mapToDouble(j -> space.cosine(i, j)).average().orElse(0))
                .toArray();
        double mean = Arrays.stream(means).average().orElse(0);
        double[][] all = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                all[i][j] = space.cosine(i, j) - means[i] - means[j] + mean;
            }
        }
        return all;
    }
}
