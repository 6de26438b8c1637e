import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;

static final int POINTS = 200;
static final int HIDDEN = 64;
static final int SIZE = 300; // pixels of the picture, each way
static final double EDGE = 1.2; // it shows −1.2 to 1.2, each way

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final Workspace scratch = new Workspace();

/// Gradients by hand and by tape: a network of two layers learns which arm of a spiral a point lies on.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter03Gradients.java`
void main() throws IOException {
    double w = 3;
    double d = 2 * w - 10;             // the loss is d², with d = 2·w − 10
    double slope = 2 * d * 2;          // the slope of d² is 2·d, that of d is 2
    IO.println("by hand:     loss %7.4f   w = %.2f   slope %.2f".formatted(d * d, w, slope));
    Layout one = new Layout();
    Param p = one.weight("w", new Init.Constant(w), 1);
    // three steps, each one printed, with the learning rate 0.1
    learn(one, 3, 1, 0.1, pass -> pass.use(p).scale(2).offset(-10).meanSquare());

    Tensor x = Tensor.allocate(arena, DType.F32, POINTS, 2);
    Tensor arm = Tensor.allocate(arena, DType.I32, POINTS);
    for (int i = 0; i < POINTS; i++) {
        double far = 0.1 + 0.9 * i / POINTS;
        double sign = i % 2 == 0 ? 1 : -1;
        x.set(2L * i, sign * far * StrictMath.cos(6 * far));
        x.set(2L * i + 1, sign * far * StrictMath.sin(6 * far));
        arm.set(i, i % 2);
    }
    Tensor share = Tensor.allocate(arena, DType.F32, POINTS).fill(1.0 / POINTS);
    Layout layout = new Layout();
    Param w1 = layout.weight("w1", new Init.Normal(2), HIDDEN, 2);
    Param b1 = layout.weight("b1", new Init.Normal(1), HIDDEN);
    Param w2 = layout.weight("w2", new Init.Normal(0.1), 2, HIDDEN);
    IO.println("\n%d numbers learn from %d points:".formatted(layout.size(), POINTS));
    // 1501 steps, every 300th printed, with the learning rate 1
    Parameters learnt = learn(layout, 1501, 300, 1, pass -> {
        Var hidden = pass.constant(x).linear(pass.use(w1), pass.use(b1)).map(Unary.TANH);
        return hidden.linearCrossEntropy(pass.use(w2), arm).dot(share);
    });
    picture(x, grid -> {
        try (Pass pass = Pass.inference(kernels, scratch, learnt)) {
            Var hidden = pass.constant(grid).linear(pass.use(w1), pass.use(b1)).map(Unary.TANH);
            return hidden.linear(pass.use(w2)).softmax().value().toDoubles();
        }
    });
    IO.println("The picture is boundary.png.");
}

/// Gradient descent: computes the loss and its slopes, and moves every number a little against its slope.
Parameters learn(Layout layout, int steps, int every, double rate, Function<Pass, Var> f) {
    Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    for (int step = 0; step < steps; step++) {
        kernels.run(new Fill(0, slopes.flat()));
        try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
            Var loss = f.apply(pass);
            double before = loss.item(); // the backward pass frees all values
            pass.backward(loss);
            if (step % every == 0) {
                String number = "   w = %.2f   slope %.2f".formatted(values.flat().get(0), slopes.flat().get(0));
                IO.println("step %4d:   loss %7.4f%s".formatted(step, before, layout.size() == 1 ? number : ""));
            }
        }
        kernels.run(new ScaleAdd(-rate, slopes.flat(), values.flat()));
    }
    return values;
}

/// Colours each pixel by the probability of the first arm there, and draws the points.
void picture(Tensor points, Function<Tensor, double[]> probabilities) throws IOException {
    Tensor grid = Tensor.allocate(arena, DType.F32, SIZE * SIZE, 2);
    for (int i = 0; i < SIZE * SIZE; i++) {
        grid.set(2L * i, 2 * EDGE * (i % SIZE) / SIZE - EDGE);
        grid.set(2L * i + 1, EDGE - 2 * EDGE * (i / SIZE) / SIZE);
    }
    double[] p = probabilities.apply(grid);
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIZE * SIZE; i++) {
        int more = (int) (100 * p[2 * i]);
        image.setRGB(i % SIZE, i / SIZE, new Color(155 + more, 200, 255 - more).getRGB());
    }
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < points.dim(0); i++) {
        pen.setColor(i % 2 == 0 ? Color.RED : Color.BLUE);
        pen.fillRect((int) ((points.at(i, 0) + EDGE) / (2 * EDGE) * SIZE) - 1,
                (int) ((EDGE - points.at(i, 1)) / (2 * EDGE) * SIZE) - 1, 3, 3);
    }
    ImageIO.write(image, "png", new File("boundary.png"));
}
