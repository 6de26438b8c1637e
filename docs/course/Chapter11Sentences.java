import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.family.TextEncoder;

final List<String> texts = List.of(
        "The cat sleeps on the sofa.", "A kitten naps on the couch.", "Our dog dozes in its basket.",
        "Boil the pasta for ten minutes.", "Add salt to the soup.", "Bake the bread until brown.",
        "The bank raised its interest rate.", "He paid back the loan.", "She opened a savings account.",
        "The stream floods in spring.", "We sat on the bank of the river.", "A boat drifts past the shore.");

/// An encoder: sentences become vectors, near if they mean the same, and a map shows them.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter11Sentences.java`
void main() throws IOException {
    int n = texts.size();
    double[][] cosine = new double[n][n];
    try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2);
            Kernels kernels = Backends.open("auto", threads);
            TextEncoder encoder = TextEncoder.open("builtin:minilm", Optional.empty(), kernels)) {
        // the last argument is told of texts that are too long for the encoder
        Tensor vectors = encoder.embed(kernels, arena, texts, IO::println);
        Tensor products = Tensor.allocate(arena, DType.F32, n, n);
        kernels.run(new MatMul(vectors, vectors.t(), products));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                cosine[i][j] = products.at(i, j);
            }
        }
        IO.println("Vectors: %s. Each sentence and the one nearest to it, by cosine:".formatted(vectors));
    }
    for (int i = 0; i < n; i++) {
        int nearest = nearest(cosine[i], i);
        IO.println("  %-36s %.2f  %s".formatted(texts.get(i), cosine[i][nearest], texts.get(nearest)));
    }
    double[] x = direction(cosine, new double[n]);
    draw(x, direction(cosine, x));
    IO.println("\nThe picture is sentences.png.");
}

int nearest(double[] cosine, int self) {
    return IntStream.range(0, cosine.length).filter(j -> j != self).boxed()
            .max(Comparator.comparing(j -> cosine[j])).orElseThrow();
}

/// A coordinate for each sentence: the direction in which they differ most (principal component analysis), at a right
/// angle to `other`. Found by power iteration: multiply by the matrix again and again, from numbers of any kind.
double[] direction(double[][] cosine, double[] other) {
    int n = cosine.length;
    double[] mean = DoubleStream.generate(() -> 1 / Math.sqrt(n)).limit(n).toArray();
    double[] x = new SplittableRandom(1).doubles(n).toArray();
    for (int step = 0; step < 300; step++) {
        double[] before = x;
        double[] y = Stream.of(cosine).mapToDouble(row -> dot(row, before)).toArray();
        remove(y, mean);
        remove(y, other);
        double length = Math.sqrt(dot(y, y));
        x = DoubleStream.of(y).map(v -> v / length).toArray();
    }
    return x;
}

/// Takes from `x` its part in the direction of `unit`.
void remove(double[] x, double[] unit) {
    double along = dot(x, unit);
    Arrays.setAll(x, i -> x[i] - along * unit[i]);
}

double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
}

/// A point for each sentence, which is written beside it: to the right or, every second time, to the left.
void draw(double[] x, double[] y) throws IOException {
    int width = 800, height = 560;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.fillRect(0, 0, width, height);
    pen.setColor(Color.BLACK);
    for (int i = 0; i < x.length; i++) {
        int left = (int) (width * (0.5 + 0.5 * x[i]));
        int top = (int) (height * (0.5 - 0.9 * y[i]));
        int beside = i % 2 == 0 ? left + 6 : left - 6 - pen.getFontMetrics().stringWidth(texts.get(i));
        pen.fillOval(left - 3, top - 3, 6, 6);
        pen.drawString(texts.get(i), beside, top + 4);
    }
    ImageIO.write(image, "png", new File("sentences.png"));
}
