package t2l.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import t2l.tensor.backend.Traffic;

/// The result of a row.
///
/// @param ceiling the machine's maximum of operations or bytes per second, whichever limits the row; empty if unknown
/// @param device  launches and transfers of a device in one run, if there is one
public record Measurement(String name, int threads, Cost cost, Timing.Result time, Optional<Double> ceiling,
        Optional<Traffic> device) {
    /// The heading of the table.
    public static final String HEADING = String.format("%-34s%11s%16s%9s%9s  %s", "", "median", "rate", "ceiling",
            "heap", "against");

    /// Operations or bytes per second.
    double rate() {
        return limiting() / time.seconds();
    }

    /// The same in the fastest round.
    double bestRate() {
        return limiting() / time.best();
    }

    private double limiting() {
        return cost.flops() > 0 ? cost.flops() : cost.bytes();
    }

    /// The result as a JSON object.
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("threads", threads);
        all.put("verified", true);
        all.put("seconds", time.seconds());
        all.put("best_seconds", time.best());
        all.put("rounds", time.rounds());
        if (cost.flops() > 0) all.put("gflops", cost.flops() / time.seconds() / 1e9);
        if (cost.bytes() > 0) all.put("gb_per_second", cost.bytes() / time.seconds() / 1e9);
        ceiling.filter(_ -> rate() > 0).ifPresent(c -> all.put("of_ceiling", rate() / c));
        cost.items().ifPresent(i -> all.put(i.unit() + "_per_second", i.count() / time.seconds()));
        all.put("allocated_bytes", Math.round(time.allocated()));
        device.ifPresent(d -> {
            all.put("launches", d.launches());
            all.put("uploaded_bytes", d.uploadedBytes());
            all.put("downloaded_bytes", d.downloadedBytes());
        });
        List<Map<String, Object>> peers = new ArrayList<>();
        for (Timing.Against a : time.rivals()) {
            Map<String, Object> peer = new LinkedHashMap<>();
            peer.put("name", a.name());
            peer.put("seconds", a.seconds());
            peer.put("ratio", a.ratio());
            peers.add(peer);
        }
        all.put("peers", peers);
        return all;
    }

    /// The result as a line under [#HEADING].
    public String line() {
        String against = time.rivals().stream().map(a -> String.format(Locale.ROOT, "%s × %.2f", a.name(), a.ratio()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%-34s%11s%16s%9s%9s  %s", name, duration(time.seconds()), speed(),
                ceiling.filter(_ -> rate() > 0).map(c -> String.format(Locale.ROOT, "%.0f %%", 100 * rate() / c))
                        .orElse(""),
                heap(time.allocated()), moved() + against).stripTrailing();
    }

    private String moved() {
        return device.map(d -> String.format(Locale.ROOT, "%d launches, %d B up, %d B down ", d.launches(),
                d.uploadedBytes(), d.downloadedBytes())).orElse("");
    }

    private String speed() {
        if (cost.items().isPresent()) {
            Cost.Items items = cost.items().get();
            double each = items.count() / time.seconds();
            return String.format(Locale.ROOT, each < 1000 ? "%.4g %s/s" : "%.0f %s/s", each, items.unit());
        }
        return cost.flops() > 0
                ? String.format(Locale.ROOT, "%.1f GFLOP/s", rate() / 1e9)
                : cost.bytes() > 0 ? String.format(Locale.ROOT, "%.1f GB/s", rate() / 1e9) : "";
    }

    private static String duration(double seconds) {
        return seconds < 1e-3
                ? String.format(Locale.ROOT, "%.1f µs", 1e6 * seconds)
                : seconds < 1
                        ? String.format(Locale.ROOT, "%.2f ms", 1e3 * seconds)
                        : String.format(Locale.ROOT, "%.2f s", seconds);
    }

    private static String heap(double bytes) {
        return bytes < 1
                ? "0"
                : bytes < 10_000
                        ? String.format(Locale.ROOT, "%.0f B", bytes)
                        : String.format(Locale.ROOT, "%.0f kB", bytes / 1000);
    }
}
