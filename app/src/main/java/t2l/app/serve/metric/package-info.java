/// Numbers about a server, in the text format of Prometheus.
///
/// Read in order: [t2l.app.serve.metric.Histogram], [t2l.app.serve.metric.PrometheusText].
package t2l.app.serve.metric;
