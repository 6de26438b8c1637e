package t2l.app.train;

import java.awt.Color;
import module java.base;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.app.plot.Drawing;
import t2l.hypernet.train.ValidationSet;

/// The plots of a training run.
public final class LearningPlots {
    /// The label of the loss on answers.
    public static final String CROSS_ENTROPY = "cross entropy of the answers (nats per token)";

    private LearningPlots() {}

    /// The loss of every step of one or more trainings, smoothed, on a logarithmic axis; the first is blue,
    /// the others are grey.
    ///
    /// @param what   description of the loss
    /// @param losses by the name of the training
    public static void learningCurves(String title, String what, Map<String, List<Double>> losses, Path file)
            throws IOException {
        XYChart chart = Drawing.lines(title + " (lower is better)", "training step", what + ", log scale");
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendVisible(losses.size() > 1);
        losses.forEach((name, of) -> chart
                .addSeries(name, IntStream.rangeClosed(1, of.size()).mapToObj(i -> (double) i).toList(),
                        TrainingLoop.smooth(of))
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(chart.getSeriesMap().size() == 1 ? Drawing.TRAINED : Drawing.WITHOUT));
        Drawing.save(chart, file);
    }

    /// The scores on validation sets in the course of a training: `validation-loss` and `accuracy` in `directory`, and
    /// `distance`, how far the loss with other descriptions is above that with the right ones; nothing if there are none.
    static void validations(Map<String, List<Metrics.Point>> sets, Path directory) throws IOException {
        validation(sets, "cross entropy (nats per token)", Metrics.Point::loss, directory.resolve("validation-loss"));
        validation(sets, "tokens predicted right (%)", point -> 100 * point.accuracy(), directory.resolve("accuracy"));
        Map<String, List<Metrics.Point>> distances = new LinkedHashMap<>();
        sets.forEach((name, points) -> {
            List<Metrics.Point> own = sets.get(name.replaceFirst("/.*", ""));
            if (name.contains("/") && own != null && own.size() == points.size()) {
                distances.put(name,
                        IntStream.range(0, own.size()).mapToObj(i -> own.get(i).below(points.get(i))).toList());
            }
        });
        validation(distances, "distance (nats per token)", Metrics.Point::loss, directory.resolve("distance"));
    }

    private static void validation(Map<String, List<Metrics.Point>> sets, String axis,
            ToDoubleFunction<Metrics.Point> of, Path file) throws IOException {
        if (sets.isEmpty()) {
            return;
        }
        XYChart chart = Drawing.lines("Validation", "training step", axis);
        chart.getStyler().setLegendVisible(sets.size() > 1);
        sets.forEach((name, points) -> chart.addSeries(name,
                points.stream().mapToDouble(Metrics.Point::step).toArray(),
                points.stream().mapToDouble(of).toArray())
                .setMarkerColor(colour(name)).setLineColor(colour(name)));
        Drawing.save(chart, file);
    }

    private static Color colour(String set) {
        return switch (set.replaceFirst(".*/", "")) {
            case "seen" -> Drawing.TRAINED;
            case ValidationSet.OTHER -> Drawing.WITHOUT;
            case ValidationSet.NONSENSE -> Color.LIGHT_GRAY;
            default -> Drawing.FRESH;
        };
    }
}
