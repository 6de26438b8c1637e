package t2l.app.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import module java.base;
import org.knowm.xchart.*;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import t2l.hypernet.eval.ExactMatch;
import t2l.tensor.io.WholeFile;

/// The style of all plots, each written as PNG and SVG. Training tasks are blue, new tasks orange, and baselines grey.
public final class Drawing {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 560;
    public static final Color TRAINED = new Color(0x1f, 0x5a, 0x8c);
    public static final Color FRESH = new Color(0xd9, 0x6b, 0x0b);
    public static final Color WITHOUT = new Color(0x8a, 0x8f, 0x94);
    public static final Color WRONG = new Color(0xcf, 0xb2, 0xa0);
    static final Color INK = new Color(0x22, 0x22, 0x22);

    private Drawing() {}

    /// An empty line chart.
    public static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(x).yAxisTitle(y)
                .build();
        plain(chart.getStyler());
        chart.getStyler().setXAxisTickMarkSpacingHint(100);
        return chart;
    }

    /// Adds the scores at `x`, with their standard errors.
    public static void series(XYChart chart, String name, List<Double> x, List<ExactMatch.Score> scores, Color color,
            Marker marker) {
        chart.addSeries(name, x, percents(scores, ExactMatch.Score::mean),
                percents(scores, ExactMatch.Score::standardError)).setMarker(marker).setMarkerColor(color)
                .setLineColor(color).setLineStyle(new BasicStroke(2));
    }

    private static List<Double> percents(List<ExactMatch.Score> scores, Function<ExactMatch.Score, Double> of) {
        return scores.stream().map(score -> 100 * of.apply(score)).toList();
    }

    /// Sets the axis to 0 to 100 percent.
    public static void percent(AxesChartStyler styler) {
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

    /// Whether Java finds fonts: a small container may have none.
    public static boolean hasFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getLineMetrics("", new FontRenderContext(null, true, true));
            return true;
        } catch (RuntimeException | LinkageError | InternalError _) {
            return false;
        }
    }

    /// Whether there are no fonts; then says so, and in `file.svg`, too.
    static boolean isOmitted(Path file) throws IOException {
        if (hasFonts()) return false;
        Path svg = file.resolveSibling(file.getFileName() + ".svg");
        String why = ": needs fonts to be drawn, Java finds none; install fontconfig and fonts-dejavu-core, delete the file"
                + " and run the command again";
        System.getLogger("t2l").log(System.Logger.Level.WARNING, svg + why);
        String text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"40\"><text x=\"8\" y=\"24\">"
                + svg.getFileName() + why + "</text></svg>\n";
        WholeFile.replace(svg, text.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /// Writes `file.png` and `file.svg`; without fonts, a `file.svg` that says so.
    public static void save(Chart<?, ?> chart, Path file) throws IOException {
        if (isOmitted(file)) return;
        var drawing = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, drawing, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        write(file, BitmapEncoder.getBitmapBytes(chart, BitmapEncoder.BitmapFormat.PNG), drawing.toByteArray());
    }

    static void write(Path file, byte[] png, byte[] svg) throws IOException {
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".png"), png);
        WholeFile.replace(file.resolveSibling(file.getFileName() + ".svg"), svg);
    }
}
