import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.MatMul;
import t2l.transformer.family.TextEncoder;

final List<String> texts = List.of(
        "The cat sleeps on the sofa.", "A kitten naps on the couch.", "Our dog dozes in its basket.",
        "Boil the pasta for ten minutes.", "Add salt to the soup.", "Bake the bread until brown.",
        "The bank raised its interest rate.", "He paid back the loan.", "She opened a savings account.",
        "The stream floods in spring.", "We sat on the bank of the river.", "A boat drifts past the shore.");

/// An encoder: sentences become vectors, near if they mean the same, and a map shows them.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter11Sentences.java`
void main() throws IOException {
    int n = texts.size();
    double[][] cosine = new double[n][n];
    try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2);
            Kernels kernels = Backends.open("auto", threads);
            TextEncoder encoder = TextEncoder.open("builtin:minilm", Optional.empty(), kernels)) {
        Tensor vectors = encoder.embed(kernels, arena, texts, IO::println);
        Tensor products = Tensor.allocate(arena, DType.F32, n, n);
        kernels.run(new MatMul(vectors, vectors.t(), products));
        IO.println("Vectors: %s. Each sentence and the one nearest to it, by cosine:".formatted(vectors));
        for (int i = 0; i < n; i++) {
            int nearest = i == 0 ? 1 : 0;
            for (int j = 0; j < n; j++) {
                cosine[i][j] = products.at(i, j);
                nearest = j != i && cosine[i][j] > products.at(i, nearest) ? j : nearest;
            }
            IO.println("  %-36s %.2f  %s".formatted(texts.get(i), cosine[i][nearest], texts.get(nearest)));
        }
    }

    double[][] plane = {direction(cosine, new double[0][]), null};
    plane[1] = direction(cosine, new double[][] {plane[0]});
    BufferedImage image = new BufferedImage(800, 560, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setBackground(Color.WHITE);
    pen.clearRect(0, 0, 800, 560);
    pen.setColor(Color.BLACK);
    for (int i = 0; i < n; i++) {
        int left = (int) (420 + 420 * plane[0][i]);
        int top = (int) (250 - 520 * plane[1][i]);
        int before = i % 2 == 0 ? -6 : 6 + pen.getFontMetrics().stringWidth(texts.get(i));
        pen.fillOval(left - 3, top - 3, 6, 6);
        pen.drawString(texts.get(i), left - before, top + 4);
    }
    ImageIO.write(image, "png", new File("sentences.png"));
    IO.println("\nThe picture is sentences.png.");
}

/// One coordinate of every sentence: the direction in which the sentences differ most (principal component analysis, by
/// power iteration), apart from `others`.
double[] direction(double[][] cosine, double[][] others) {
    int n = cosine.length;
    double[] x = DoubleStream.iterate(1, v -> v * -0.9 + 0.1).limit(n).toArray();
    for (int step = 0; step < 300; step++) {
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[i] += cosine[i][j] * x[j];
            }
        }
        remove(y, DoubleStream.generate(() -> 1 / Math.sqrt(n)).limit(n).toArray());
        for (double[] other : others) {
            remove(y, other);
        }
        double length = Math.sqrt(dot(y, y));
        x = DoubleStream.of(y).map(v -> v / length).toArray();
    }
    return x;
}

void remove(double[] from, double[] unit) {
    double along = dot(from, unit);
    for (int i = 0; i < from.length; i++) {
        from[i] -= along * unit[i];
    }
}

double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
}
