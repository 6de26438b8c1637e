package t2l.demo;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.cli.plot.BarChart;
import t2l.cli.plot.Drawing;
import t2l.hypernet.eval.ExactMatch;

/// The plots of a demonstration or a study.
final class ResultPlots {
    private ResultPlots() {}

    private static Color color(Report.Kind kind) {
        return switch (kind) {
            case WITHOUT -> Drawing.WITHOUT;
            case TRAINED -> Drawing.TRAINED;
            case FRESH -> Drawing.FRESH;
            case WRONG -> Drawing.WRONG;
        };
    }

    /// Exact match during training.
    static void looks(List<Report.Look> looks, Path file) throws IOException {
        lines("Exact match during training (higher is better)", "training step",
                looks.stream().map(look -> (double) look.step()).toList(),
                looks.stream().map(Report.Look::trained).toList(), looks.stream().map(Report.Look::fresh).toList(),
                file);
    }

    /// Exact match by the number of training tasks.
    ///
    /// @param trained on training tasks
    /// @param fresh   on new tasks
    static void scaling(Map<Integer, ExactMatch.Score> trained, Map<Integer, ExactMatch.Score> fresh, Path file)
            throws IOException {
        lines("Exact match by number of training tasks (higher is better)", "training tasks",
                trained.keySet().stream().map(Integer::doubleValue).toList(), List.copyOf(trained.values()),
                List.copyOf(fresh.values()), file);
    }

    private static void lines(String title, String axis, List<Double> x, List<ExactMatch.Score> trained,
            List<ExactMatch.Score> fresh, Path file) throws IOException {
        XYChart chart = Drawing.lines(title, axis, "exact match (%), ± standard error over tasks");
        Drawing.percent(chart.getStyler());
        Drawing.series(chart, "training tasks", x, trained, Drawing.TRAINED, SeriesMarkers.CIRCLE);
        Drawing.series(chart, "new tasks", x, fresh, Drawing.FRESH, SeriesMarkers.DIAMOND);
        Drawing.save(chart, file);
    }

    /// Exact match of every row, with its standard error.
    static void comparison(Report report, Path file) throws IOException {
        Map<String, Color> legend = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Report.Row row : report.measured()) {
            ExactMatch.Score score = report.rows().get(row.name());
            legend.put(row.kind().says(), color(row.kind()));
            bars.add(new BarChart.Bar(row.name().replace('_', ' '), row.asked(), 100 * score.mean(),
                    100 * score.standardError(), color(row.kind())));
        }
        var chart = new BarChart("Exact match by method (higher is better)",
                "exact match (%), with standard error over tasks", bars, legend);
        chart.save(file);
    }
}
