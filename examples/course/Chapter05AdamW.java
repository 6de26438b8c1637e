import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.cli.plot.Drawing;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.AdamWStep;

/// AdamW: how it makes a step of a slope, and why its bias correction is there.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter05AdamW.java`
void main() throws IOException {
    IO.println("The first step, by the size of the slope; the rate is 0.1:");
    IO.println("  slope      gradient descent      AdamW   without correction");
    for (double slope : new double[] {0.001, 1, 1000}) {
        IO.println("  %-9s %17.4f %10.4f %20.4f".formatted(slope, -0.1 * slope, walk(1, true, _ -> slope)[1],
                walk(1, false, _ -> slope)[1]));
    }

    IO.println("\nThe slope is always 1; the size of each step:");
    double[] with = walk(1000, true, _ -> 1);
    double[] without = walk(1000, false, _ -> 1);
    for (int step : new int[] {1, 2, 3, 10, 30, 100, 1000}) {
        IO.println("  step %4d   with correction %.4f   without %.4f".formatted(step,
                with[step - 1] - with[step], without[step - 1] - without[step]));
    }

    IO.println("\nThe slope is always 0; decay alone, 0.1, makes 1 smaller:");
    try (Arena arena = Arena.ofConfined()) {
        Tensor w = number(arena, 1);
        Tensor none = number(arena, 0);
        Tensor m = number(arena, 0);
        Tensor v = number(arena, 0);
        for (int t = 1; t <= 3; t++) {
            new AdamWStep(w, none, m, v, 0.1, 0.9, 0.999, 1e-8, 0.1, t).define();
            IO.println("  step %d   %.6f".formatted(t, w.get(0)));
        }
    }

    XYChart chart = Drawing.lines("From 1 down to the smallest x², 60 steps", "step", "x");
    plot(chart, "gradient descent, rate 0.1", descend(60));
    plot(chart, "AdamW, rate 0.1", walk(60, true, x -> 2 * (1 + x)));
    plot(chart, "AdamW without correction", walk(60, false, x -> 2 * (1 + x)));
    Drawing.save(chart, Path.of("steps"));
    IO.println("\nThe picture is steps.png.");
}

/// Where AdamW leads from 0, step by step. Without correction, each step is told that it is the millionth, for which
/// the correction is a factor of 1.
double[] walk(int steps, boolean corrected, DoubleUnaryOperator slope) {
    try (Arena arena = Arena.ofConfined()) {
        Tensor w = number(arena, 0);
        Tensor g = number(arena, 0);
        Tensor m = number(arena, 0);
        Tensor v = number(arena, 0);
        double[] path = new double[steps + 1];
        for (int t = 1; t <= steps; t++) {
            g.set(0, slope.applyAsDouble(w.get(0)));
            new AdamWStep(w, g, m, v, 0.1, 0.9, 0.999, 1e-8, 0, corrected ? t : 1_000_000).define();
            path[t] = w.get(0);
        }
        return path;
    }
}

double[] descend(int steps) {
    double[] path = new double[steps + 1];
    for (int t = 1; t <= steps; t++) {
        path[t] = path[t - 1] - 0.1 * 2 * (1 + path[t - 1]);
    }
    return path;
}

Tensor number(Arena arena, double value) {
    return Tensor.allocate(arena, DType.F64, 1).fill(value);
}

void plot(XYChart chart, String name, double[] path) {
    chart.addSeries(name, DoubleStream.iterate(0, t -> t + 1).limit(path.length).toArray(),
            DoubleStream.of(path).map(x -> x + 1).toArray()).setMarker(SeriesMarkers.NONE);
}
