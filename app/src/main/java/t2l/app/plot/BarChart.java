package t2l.app.plot;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import module java.base;

/// A horizontal bar chart from 0 to 100 percent, with error bars, names, descriptions and values, which XChart does not
/// offer.
///
/// @param axis   title of the axis
/// @param legend colours by meaning
public record BarChart(String title, String axis, List<Bar> bars, Map<String, Color> legend) {
    /// One row of the chart.
    ///
    /// @param says  a short description
    /// @param value in percent
    /// @param error in percent, in both directions
    public record Bar(String name, String says, double value, double error, Color color) {}

    private static final int WIDTH = 1000;
    private static final int LEFT = 300;
    private static final int RIGHT = 70;
    private static final int TOP = 60;
    private static final int ROW = 44;
    private static final int BAR = 24;
    private static final int BOTTOM = 100;
    private static final Color PALE = new Color(0x77, 0x77, 0x77);
    private static final Color GRID = new Color(0xdd, 0xdd, 0xdd);

    private int height() {
        return TOP + ROW * bars.size() + BOTTOM;
    }

    private static double x(double percent) {
        return LEFT + percent / 100 * (WIDTH - LEFT - RIGHT);
    }

    /// Writes `file.png` and `file.svg`; without fonts, a `file.svg` that says so.
    public void save(Path file) throws IOException {
        if (!Drawing.isOmitted(file)) Drawing.write(file, png(), svg());
    }

    private byte[] png() throws IOException {
        var image = new BufferedImage(WIDTH, height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        draw(g);
        g.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private byte[] svg() throws IOException {
        var g = new VectorGraphics2D();
        draw(g);
        Document document = new SVGProcessor().getDocument(g.getCommands(), new PageSize(0, 0, WIDTH, height()));
        var bytes = new ByteArrayOutputStream();
        document.writeTo(bytes);
        return bytes.toByteArray();
    }

    private void draw(Graphics2D g) {
        g.setColor(Color.WHITE);
        g.fill(new Rectangle2D.Double(0, 0, WIDTH, height()));
        text(g, title, WIDTH / 2.0, TOP / 2.0 + 6, 0.5, font(Font.BOLD, 18), Drawing.INK);
        grid(g);
        for (int i = 0; i < bars.size(); i++) {
            bar(g, bars.get(i), TOP + ROW * i + ROW / 2.0);
        }
        legend(g, height() - 20);
    }

    private void grid(Graphics2D g) {
        double bottom = TOP + (double) ROW * bars.size();
        g.setStroke(new BasicStroke(1));
        for (int percent = 0; percent <= 100; percent += 20) {
            g.setColor(GRID);
            g.draw(new Line2D.Double(x(percent), TOP, x(percent), bottom));
            text(g, Integer.toString(percent), x(percent), bottom + 18, 0.5, font(Font.PLAIN, 13), Drawing.INK);
        }
        text(g, axis, x(50), bottom + 42, 0.5, font(Font.PLAIN, 14), Drawing.INK);
    }

    private static void bar(Graphics2D g, Bar bar, double middle) {
        text(g, bar.name(), LEFT - 12, middle - 2, 1, font(Font.BOLD, 13), Drawing.INK);
        text(g, bar.says(), LEFT - 12, middle + 14, 1, font(Font.PLAIN, 12), PALE);
        g.setColor(bar.color());
        g.fill(new Rectangle2D.Double(x(0), middle - BAR / 2.0, x(bar.value()) - x(0), BAR));
        double low = x(Math.max(0, bar.value() - bar.error()));
        double high = x(bar.value() + bar.error());
        g.setColor(Drawing.INK);
        g.setStroke(new BasicStroke(1.5f));
        g.draw(new Line2D.Double(low, middle, high, middle));
        g.draw(new Line2D.Double(low, middle - 5, low, middle + 5));
        g.draw(new Line2D.Double(high, middle - 5, high, middle + 5));
        text(g, String.format(Locale.ROOT, "%.1f", bar.value()), high + 8, middle + 5, 0, font(Font.PLAIN, 13),
                Drawing.INK);
    }

    private void legend(Graphics2D g, double y) {
        Font font = font(Font.PLAIN, 13);
        double width = legend.keySet().stream().mapToDouble(name -> 46 + width(g, name, font)).sum() - 26;
        double x = (WIDTH - width) / 2;
        for (Map.Entry<String, Color> each : legend.entrySet()) {
            g.setColor(each.getValue());
            g.fill(new Rectangle2D.Double(x, y - 11, 14, 14));
            text(g, each.getKey(), x + 20, y + 1, 0, font, Drawing.INK);
            x += 46 + width(g, each.getKey(), font);
        }
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    private static double width(Graphics2D g, String text, Font font) {
        return g.getFontMetrics(font).stringWidth(text);
    }

    /// @param align 0 if the text begins at `x`, 1 if it ends there
    private static void text(Graphics2D g, String text, double x, double y, double align, Font font, Color color) {
        g.setFont(font);
        g.setColor(color);
        g.drawString(text, (float) (x - align * width(g, text, font)), (float) y);
    }
}
