import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.app.plot.Drawing;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.AdamWStep;

static final double RATE = 0.1;
static final double BETA1 = 0.9; // what is kept of the old m
static final double BETA2 = 0.999; // what is kept of the old v
static final double EPS = 1e-8; // added to the square root of v, so that nothing is divided by 0

/// AdamW: how it makes a step of a slope, and why its bias correction is there.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter05AdamW.java`
void main() throws IOException {
    IO.println("The first step, by the size of the slope; the rate is 0.1:");
    IO.println("  slope      gradient descent      AdamW   without correction");
    for (double slope : new double[] {0.001, 1, 1000}) {
        double[] with = walk(0, 1, true, _ -> slope);
        double[] without = walk(0, 1, false, _ -> slope);
        IO.println("  %-9s %17.4f %10.4f %20.4f".formatted(slope, -RATE * slope, with[1], without[1]));
    }

    IO.println("\nThe slope is always 1; the size of each step:");
    double[] with = walk(0, 1000, true, _ -> 1);
    double[] without = walk(0, 1000, false, _ -> 1);
    for (int step : new int[] {1, 2, 3, 12, 30, 100, 1000}) {
        IO.println("  step %4d   with correction %.4f   without %.4f".formatted(step,
                with[step - 1] - with[step], without[step - 1] - without[step]));
    }

    IO.println("\nThe slope is always 0; a decay of 0.1 alone makes 1 smaller:");
    try (Arena arena = Arena.ofConfined()) {
        Tensor w = number(arena, 1);
        Tensor slope = number(arena, 0);
        Tensor m = number(arena, 0);
        Tensor v = number(arena, 0);
        for (int t = 1; t <= 3; t++) {
            step(w, slope, m, v, 0.1, t);
            IO.println("  step %d   %.6f".formatted(t, w.get(0)));
        }
    }

    XYChart chart = Drawing.lines("From 1 down to the smallest x², 60 steps", "step", "x");
    plot(chart, "gradient descent, rate 0.1", descend(1, 60, x -> 2 * x));
    plot(chart, "AdamW, rate 0.1", walk(1, 60, true, x -> 2 * x));
    plot(chart, "AdamW without correction", walk(1, 60, false, x -> 2 * x));
    Drawing.save(chart, Path.of("steps"));
    IO.println("\nThe picture is steps.png.");
}

/// Where AdamW leads from `start`. Without correction, each step is told that it is the millionth, for which the
/// correction is a division by 1.
double[] walk(double start, int steps, boolean corrected, DoubleUnaryOperator slope) {
    try (Arena arena = Arena.ofConfined()) {
        Tensor w = number(arena, start);
        Tensor g = number(arena, 0);
        Tensor m = number(arena, 0);
        Tensor v = number(arena, 0);
        double[] path = new double[steps + 1];
        path[0] = start;
        for (int t = 1; t <= steps; t++) {
            g.fill(slope.applyAsDouble(w.get(0)));
            step(w, g, m, v, 0, corrected ? t : 1_000_000);
            path[t] = w.get(0);
        }
        return path;
    }
}

/// Step number `t` of AdamW: moves `w` by its slope `g`, and updates the two moments `m` and `v`.
void step(Tensor w, Tensor g, Tensor m, Tensor v, double decay, long t) {
    new AdamWStep(w, g, m, v, RATE, BETA1, BETA2, EPS, decay, t).define();
}

/// Where gradient descent leads.
double[] descend(double start, int steps, DoubleUnaryOperator slope) {
    return DoubleStream.iterate(start, x -> x - RATE * slope.applyAsDouble(x)).limit(steps + 1).toArray();
}

Tensor number(Arena arena, double value) {
    return Tensor.allocate(arena, DType.F64, 1).fill(value);
}

void plot(XYChart chart, String name, double[] path) {
    double[] steps = IntStream.range(0, path.length).asDoubleStream().toArray();
    chart.addSeries(name, steps, path).setMarker(SeriesMarkers.NONE);
}
