package t2l.app;

import java.awt.Color;
import module java.base;
import org.knowm.xchart.*;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.plot.Drawing;
import t2l.hypernet.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.lora.Lora;

/// `t2l map`: the adapters of many tasks in two dimensions.
@Command(name = "map",
        description = "Draw the adapters that a hypernetwork generates for its tasks.",
        footer = {"",
            "Writes map.png and map.svg: the tasks of the training, by a description each, at the first two"
                    + " principal components of their adapters.",
            "", "Example:", "  t2l map --out map/"})
final class TaskMap extends Subcommand {
    /// Points that a picture can show.
    private static final int MAX_POINTS = 600;
    /// Kinds with a colour, the most frequent ones; all others are grey.
    private static final int MAX_COLOURS = 8;

    /// A task, by one of its descriptions.
    private record Point(String task, String description) {
        /// The beginning of its name, by which it is coloured.
        String kind() {
            return task.replaceFirst("(?s)(?<=[^._])[._].*", "");
        }
    }

    @Mixin
    private HypernetOptions hypernet;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 3,
            description = "Directory for the map.")
    private Path to;

    @Option(names = "--force", order = 4, description = "Replace an earlier result.")
    private boolean force;

    @Override
    protected void run(Out out) throws IOException {
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                OutputDirectory output = new OutputDirectory(to, force);
                TextToLora network = hypernet.open(hypernet.name(), kernels, out)) {
            List<Point> points = points(network);
            List<Lora> adapters = new ArrayList<>();
            try (Progress progress = out.progress("adapters", points.size())) {
                for (Point point : points) {
                    adapters.addAll(network.generate(List.of(point.description()), arena).stream()
                            .map(TextToLora.Generated::lora).toList());
                    progress.at(adapters.size(), "");
                }
            }
            draw(points, new Cosines(Cosines.products(adapters, kernels)).components(2), output.path().resolve("map"));
            output.commit();
            out.result(Json.object("path", to.toString(), "points", points.size()), to.resolve("map.png").toString());
        }
    }

    private static void draw(List<Point> points, double[][] places, Path file) throws IOException {
        Map<String, List<Integer>> kinds = IntStream.range(0, points.size()).boxed()
                .collect(Collectors.groupingBy(i -> points.get(i).kind(), TreeMap::new, Collectors.toList()));
        XYChart chart = Drawing.lines("Generated adapters, ΔW", "first principal component", "second");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarkerSize(8);
        kinds.entrySet().stream().sorted(Comparator.comparingInt(kind -> -kind.getValue().size())).forEach(kind -> {
            boolean shown = chart.getSeriesMap().size() < MAX_COLOURS;
            Color colour = Color.getHSBColor((float) chart.getSeriesMap().size() / MAX_COLOURS, 0.8f, 0.7f);
            chart.addSeries(kind.getKey(), kind.getValue().stream().map(i -> places[0][i]).toList(),
                    kind.getValue().stream().map(i -> places[1][i]).toList()).setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(shown ? colour : Drawing.WITHOUT).setShowInLegend(shown);
        });
        Drawing.save(chart, file);
    }

    private List<Point> points(TextToLora network) {
        List<Point> all = trained(network);
        // If there are too many, every n-th, so that all kinds stay.
        double step = Math.max(1, (double) all.size() / MAX_POINTS);
        return IntStream.range(0, (int) (all.size() / step)).mapToObj(i -> all.get((int) (i * step))).toList();
    }

    private List<Point> trained(TextToLora network) {
        TaskAtlas atlas = network.atlas().filter(known -> !known.examples().isEmpty()).orElseThrow(
                () -> new T2lException(hypernet.name() + ": needs tasks.safetensors with a description of each task,"
                        + " as train writes it, has none; train it with descriptions"));
        return IntStream.range(0, atlas.names().size())
                .mapToObj(i -> new Point(atlas.names().get(i), atlas.examples().get(i))).toList();
    }
}
