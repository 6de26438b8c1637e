/// Chapter 14, continued: how the program's pictures look ([t2l.cli.plot.Drawing]), and the one kind of chart that XChart
/// does not draw ([t2l.cli.plot.BarChart]). Pictures are written twice, as PNG and as SVG.
package t2l.cli.plot;
