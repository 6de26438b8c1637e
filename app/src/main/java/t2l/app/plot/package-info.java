/// Chapter 14, continued: plots. [t2l.app.plot.Drawing] is their common style, [t2l.app.plot.BarChart] a kind of chart
/// that XChart lacks. Plots are written as PNG and as SVG.
package t2l.app.plot;
