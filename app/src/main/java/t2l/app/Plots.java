package t2l.app;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.hypernet.eval.ExactMatch;
import t2l.tensor.io.WholeFile;

/// The pictures of a report, each as PNG and SVG. Tasks that were trained on are blue, new ones orange, what is there to
/// compare grey, in all of them.
final class Plots {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 560;
    private static final Color TRAINED = new Color(0x1f, 0x5a, 0x8c);
    private static final Color FRESH = new Color(0xd9, 0x6b, 0x0b);
    private static final Color WITHOUT = new Color(0x8a, 0x8f, 0x94);
    private static final Color WRONG = new Color(0xcf, 0xb2, 0xa0);
    private static final Color INK = new Color(0x22, 0x22, 0x22);

    private Plots() {}

    private static Color color(Report.Kind kind) {
        return switch (kind) {
            case WITHOUT -> WITHOUT;
            case TRAINED -> TRAINED;
            case FRESH -> FRESH;
            case WRONG -> WRONG;
        };
    }

    /// The loss of every step, smoothed, on a logarithmic axis.
    static void learningCurve(String title, List<Double> losses, Path file) throws IOException {
        learningCurve(title, "cross entropy of the answers (nats per token)", losses, file);
    }

    /// As the other.
    ///
    /// @param what the loss is
    static void learningCurve(String title, String what, List<Double> losses, Path file) throws IOException {
        XYChart chart = lines(title + " (lower is better)", "training step", what + ", log scale");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("loss", IntStream.rangeClosed(1, losses.size()).mapToObj(i -> (double) i).toList(),
                Training.smooth(losses)).setMarker(SeriesMarkers.NONE).setLineColor(TRAINED);
        save(chart, file);
    }

    /// What came out on validation sets in the course of a training: `validation-loss` and `accuracy` beside `directory`'s
    /// other files. Nothing if nobody looked.
    static void validations(Map<String, List<Metrics.Point>> sets, Path directory) throws IOException {
        validation(sets, "cross entropy (nats per token)", Metrics.Point::loss, directory.resolve("validation-loss"));
        validation(sets, "tokens that the model would have said (%)", point -> 100 * point.accuracy(),
                directory.resolve("accuracy"));
    }

    private static void validation(Map<String, List<Metrics.Point>> sets, String axis,
            ToDoubleFunction<Metrics.Point> of, Path file) throws IOException {
        if (sets.isEmpty()) {
            return;
        }
        XYChart chart = lines("Validation", "training step", axis);
        chart.getStyler().setLegendVisible(sets.size() > 1);
        sets.forEach((name, points) -> chart.addSeries(name,
                points.stream().mapToDouble(Metrics.Point::step).toArray(),
                points.stream().mapToDouble(of).toArray()).setMarkerColor(name.equals("seen") ? TRAINED : FRESH)
                .setLineColor(name.equals("seen") ? TRAINED : FRESH));
        save(chart, file);
    }

    /// How many answers were right while it learnt.
    static void looks(List<Report.Look> looks, Path file) throws IOException {
        XYChart chart = lines("Right answers while the hypernetwork learns (higher is better)", "training step",
                "exact match (%), ± standard error over tasks");
        percent(chart.getStyler());
        List<Double> steps = looks.stream().map(look -> (double) look.step()).toList();
        series(chart, "tasks it is trained on", steps, looks.stream().map(Report.Look::trained).toList(), TRAINED,
                SeriesMarkers.CIRCLE);
        series(chart, "tasks it never met", steps, looks.stream().map(Report.Look::fresh).toList(), FRESH,
                SeriesMarkers.DIAMOND);
        save(chart, file);
    }

    /// How many answers are right by how many tasks were trained on.
    ///
    /// @param trained on tasks that were trained on
    /// @param fresh   on tasks that were not
    static void scaling(Map<Integer, ExactMatch.Score> trained, Map<Integer, ExactMatch.Score> fresh, Path file)
            throws IOException {
        XYChart chart = lines("More training tasks, better adapters for tasks never met (higher is better)",
                "training tasks", "exact match (%), ± standard error over tasks");
        percent(chart.getStyler());
        series(chart, "tasks it was trained on", trained.keySet().stream().map(Integer::doubleValue).toList(),
                List.copyOf(trained.values()), TRAINED, SeriesMarkers.CIRCLE);
        series(chart, "tasks it never met", fresh.keySet().stream().map(Integer::doubleValue).toList(),
                List.copyOf(fresh.values()), FRESH, SeriesMarkers.DIAMOND);
        save(chart, file);
    }

    private static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y)
                .build();
        plain(chart.getStyler());
        chart.getStyler().setXAxisTickMarkSpacingHint(100);
        return chart;
    }

    private static void series(XYChart chart, String name, List<Double> x, List<ExactMatch.Score> scores, Color color,
            Marker marker) {
        chart.addSeries(name, x, percents(scores, ExactMatch.Score::mean),
                percents(scores, ExactMatch.Score::standardError)).setMarker(marker).setMarkerColor(color)
                .setLineColor(color).setLineStyle(new BasicStroke(2));
    }

    private static List<Double> percents(List<ExactMatch.Score> scores, Function<ExactMatch.Score, Double> of) {
        return scores.stream().map(score -> 100 * of.apply(score)).toList();
    }

    /// The share of right answers of every row, with its standard error.
    static void comparison(Report report, Path file) throws IOException {
        Map<String, Color> legend = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Report.Row row : report.measured()) {
            ExactMatch.Score score = report.rows().get(row.name());
            legend.put(row.kind().says(), color(row.kind()));
            bars.add(new BarChart.Bar(row.name().replace('_', ' '), row.asked(), 100 * score.mean(),
                    100 * score.standardError(), color(row.kind())));
        }
        var chart = new BarChart("Right answers, by who answers (higher is better)",
                "exact match (%), with standard error over tasks", bars, legend);
        write(file, chart.png(), chart.svg());
    }

    private static void percent(AxesChartStyler styler) {
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(100.0);
    }

    private static void plain(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        styler.setChartFontColor(INK);
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        var drawing = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, drawing, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        write(file, BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG), drawing.toByteArray());
    }

    private static void write(Path file, byte[] png, byte[] svg) throws IOException {
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".png"), png);
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".svg"), svg);
    }
}
