package t2l.app;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.tensor.io.WholeFile;

/// The pictures of a report, each as PNG and SVG.
final class Plots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final Color INK = new Color(0x1f, 0x5a, 0x8c);

    private Plots() {}

    /// The loss of every step, smoothed, on a logarithmic axis.
    static void learningCurve(String title, List<Double> losses, Path file) throws IOException {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
                .xAxisTitle("training step")
                .yAxisTitle("cross entropy of the answers (nats per token)").build();
        plain(chart);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickMarkSpacingHint(100);
        chart.addSeries("loss", IntStream.rangeClosed(1, losses.size()).mapToObj(i -> (double) i).toList(),
                Training.smooth(losses))
                .setMarker(SeriesMarkers.NONE).setLineColor(INK);
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
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title("Validation").xAxisTitle("training step")
                .yAxisTitle(axis).build();
        plain(chart);
        chart.getStyler().setLegendVisible(sets.size() > 1);
        sets.forEach((name, points) -> chart.addSeries(name,
                points.stream().mapToDouble(Metrics.Point::step).toArray(),
                points.stream().mapToDouble(of).toArray()));
        save(chart, file);
    }

    /// The share of right answers of every row, with its standard error.
    static void comparison(List<Report.Row> rows, Path file) throws IOException {
        CategoryChart chart = new CategoryChartBuilder().width(WIDTH).height(HEIGHT)
                .title("Right answers with and without a written adapter").yAxisTitle("exact match (%)").build();
        plain(chart);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setYAxisMax(100.0);
        chart.getStyler().setXAxisLabelRotation(20);
        List<String> names = new ArrayList<>();
        List<Double> means = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (Report.Row row : rows) {
            names.add(row.name().replace('_', ' '));
            means.add(100 * row.score().mean());
            errors.add(100 * row.score().standardError());
        }
        chart.addSeries("exact match", names, means, errors).setFillColor(INK);
        save(chart, file);
    }

    private static void plain(Chart<?, ?> chart) {
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotBorderVisible(false);
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".png"),
                BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG));
        var drawing = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, drawing, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".svg"), drawing.toByteArray());
    }
}
