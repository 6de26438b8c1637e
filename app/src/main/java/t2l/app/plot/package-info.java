/// Chapter 14, continued: plots. In: numbers. Out: a picture as PNG and as SVG. Read [t2l.app.plot.Drawing] first, the common
/// style; [t2l.app.plot.BarChart] is a kind of chart that XChart lacks.
package t2l.app.plot;
