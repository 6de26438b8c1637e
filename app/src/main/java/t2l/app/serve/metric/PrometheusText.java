package t2l.app.serve.metric;

import java.util.Map;

/// Metrics in Prometheus' text format, version 0.0.4.
public final class PrometheusText {
    /// Its media type.
    public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /// A label, as in `{route="/health"}` without the braces.
    public static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    /// A number that only grows; its name ends in `_total`.
    public void counter(String name, String help, Map<String, ? extends Number> samples) {
        family(name, "counter", help);
        samples.forEach((labels, value) -> sample(name, labels, value));
    }

    /// A number that goes up and down.
    public void gauge(String name, String help, Number value) {
        family(name, "gauge", help);
        sample(name, "", value);
    }

    /// Times; the name ends in `_seconds`.
    public void histogram(String name, String help, Map<String, Histogram> samples) {
        family(name, "histogram", help);
        samples.forEach((labels, histogram) -> histogram.write(name, labels, this));
    }

    private void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ')
                .append(type).append('\n');
    }

    void sample(String name, String labels, Number value) {
        text.append(name).append(labels.isEmpty() ? "" : "{" + labels + "}").append(' ').append(value).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
