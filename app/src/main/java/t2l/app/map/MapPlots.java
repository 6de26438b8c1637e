package t2l.app.map;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.app.plot.Drawing;

/// The map as pictures.
final class MapPlots {
    /// Pairs that are drawn; the line and the correlations are of all.
    private static final int DRAWN = 3000;
    private static final double BIN = 0.05;
    /// Pairs that a bin needs for a point of the line.
    private static final int LEAST = 10;

    private MapPlots() {}

    /// Writes `SPACE-PLANE.png` and `.svg` into `directory`.
    static void points(Space space, Plane plane, List<Mapped> points, Kinds kinds, Path directory) throws IOException {
        XYChart chart = Drawing.points(space.title + ", " + plane.title);
        for (String kind : kinds.names()) {
            int[] those = IntStream.range(0, points.size())
                    .filter(i -> kinds.shown(points.get(i).kind()).equals(kind)).toArray();
            XYSeries series = chart.addSeries(kind, column(plane, those, 0), column(plane, those, 1));
            series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(kinds.colour(kind));
        }
        Drawing.save(chart, directory.resolve(space.name + "-" + plane.name));
    }

    private static double[] column(Plane plane, int[] rows, int column) {
        return IntStream.of(rows).mapToDouble(i -> plane.at(i)[column]).toArray();
    }

    /// Writes `similarity.png` and `.svg`: the cosines of pairs in two spaces, and the mean of the second in bins of the first.
    static void agreement(Space x, Space y, Correlation of, Path directory) throws IOException {
        double[] xs = x.pairs();
        double[] ys = y.pairs();
        XYChart chart = Drawing.points(String.format(Locale.ROOT, "Pairs: Pearson %.2f, Spearman %.2f", of.pearson(),
                of.spearman()));
        chart.setXAxisTitle(x.title + ", cosine");
        chart.setYAxisTitle(y.title + ", cosine");
        int[] drawn = IntStream.range(0, Math.min(DRAWN, xs.length)).map(i -> (int) ((long) i * xs.length
                / Math.min(DRAWN, xs.length))).toArray();
        chart.addSeries("pairs", IntStream.of(drawn).mapToDouble(i -> xs[i]).toArray(),
                IntStream.of(drawn).mapToDouble(i -> ys[i]).toArray()).setMarker(SeriesMarkers.CIRCLE)
                .setMarkerColor(new Color(0x1f, 0x5a, 0x8c, 60));
        List<Double> centres = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        for (double from = -1; from < 1; from += BIN) {
            double low = from;
            double[] inside = IntStream.range(0, xs.length).filter(i -> xs[i] >= low && xs[i] < low + BIN)
                    .mapToDouble(i -> ys[i]).toArray();
            if (inside.length >= LEAST) {
                centres.add(low + BIN / 2);
                means.add(DoubleStream.of(inside).average().orElseThrow());
            }
        }
        if (!centres.isEmpty()) {
            chart.addSeries("mean", centres, means).setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line)
                    .setMarker(SeriesMarkers.NONE).setLineColor(Drawing.FRESH).setLineStyle(new BasicStroke(3));
        }
        Drawing.save(chart, directory.resolve("similarity"));
    }
}
