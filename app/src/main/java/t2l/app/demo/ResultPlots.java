package t2l.app.demo;

import java.awt.Color;
import module java.base;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.app.plot.BarChart;
import t2l.app.plot.Drawing;
import t2l.hypernet.Variant;
import t2l.hypernet.eval.ExactMatch;

/// The plots of a demonstration.
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

    /// Exact match during the trainings; variant L is grey.
    static void looks(Map<Variant.Preset, Report.Course> courses, Path file) throws IOException {
        XYChart chart = Drawing.lines("Exact match during training (higher is better)", "training step",
                "exact match (%), ± standard error over tasks");
        Drawing.percent(chart.getStyler());
        courses.forEach((variant, course) -> {
            List<Double> steps = course.looks().stream().map(look -> (double) look.step()).toList();
            boolean grey = variant == Variant.Preset.L;
            Drawing.series(chart, variant + ", training tasks", steps,
                    course.looks().stream().map(Report.Look::trained).toList(),
                    grey ? Drawing.WITHOUT : Drawing.TRAINED, SeriesMarkers.CIRCLE);
            Drawing.series(chart, variant + ", new tasks", steps,
                    course.looks().stream().map(Report.Look::fresh).toList(),
                    grey ? Drawing.WITHOUT : Drawing.FRESH, SeriesMarkers.DIAMOND);
        });
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
