/// Numbers about a server, in the text format of Prometheus.
///
/// Read in order: [t2l.serve.metric.Histogram], [t2l.serve.metric.PrometheusText].
package t2l.serve.metric;
