package t2l.bench;

import module java.base;
import t2l.app.console.Json;
import t2l.bench.Row.Cost;

/// The result of a row.
///
/// @param peaks the loops that measured the ceilings beside it
record Measurement(String name, int threads, Cost cost, Timing.Result time, List<Peak> peaks,
        List<Timing.Against> rivals) {
    /// The heading of the table.
    static final String HEADING = String.format("%-34s%11s%16s%9s%7s  %s", "", "median", "rate", "ceiling", "fma",
            "against");

    /// A ceiling, measured in the rounds of the row.
    ///
    /// @param cost what the loop does
    record Peak(Cost cost, Timing.Against time) {
        /// Operations or bytes per second.
        double rate() {
            return cost.amount() / time.seconds();
        }
    }

    /// Operations or bytes per second.
    double rate() {
        return cost.amount() / time.seconds();
    }

    /// The rate as a share of the ceiling, the median over the rounds.
    Optional<Double> share() {
        return cost.amount() == 0
                ? Optional.empty()
                : peak(cost.flops() > 0).map(p -> cost.amount() / p.cost.amount() * p.time.ratio());
    }

    /// The ceiling of arithmetic, or of memory.
    private Optional<Peak> peak(boolean arithmetic) {
        return peaks.stream().filter(p -> arithmetic ? p.cost.flops() > 0 : p.cost.bytes() > 0).findFirst();
    }

    /// The result as a JSON object.
    Map<String, Object> json() {
        Map<String, Object> all = Json.object("name", name, "threads", threads, "verified", true, "seconds",
                time.seconds(), "best_seconds", time.best(), "rounds", time.rounds());
        if (cost.flops() > 0) all.put("gflops", cost.flops() / time.seconds() / 1e9);
        if (cost.bytes() > 0) all.put("gb_per_second", cost.bytes() / time.seconds() / 1e9);
        share().ifPresent(s -> all.put("of_ceiling", s));
        peak(true).ifPresent(p -> all.put("fma_gflops", p.rate() / 1e9));
        peak(false).ifPresent(p -> all.put("read_gb_per_second", p.rate() / 1e9));
        cost.items().ifPresent(i -> all.put(i.unit() + "_per_second", i.count() / time.seconds()));
        all.put("allocated_bytes", Math.round(time.allocated()));
        all.put("peers", rivals.stream()
                .map(a -> Json.object("name", a.name(), "seconds", a.seconds(), "ratio", a.ratio())).toList());
        all.putAll(Host.json());
        return all;
    }

    /// The result as a line under [#HEADING].
    String line() {
        String against = rivals.stream().map(a -> String.format(Locale.ROOT, "%s × %.2f", a.name(), a.ratio()))
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%-34s%11s%16s%9s%7s  %s", name, duration(time.seconds()), speed(),
                share().map(s -> String.format(Locale.ROOT, "%.0f %%", 100 * s)).orElse(""),
                peak(true).map(p -> String.format(Locale.ROOT, "%.0f", p.rate() / 1e9)).orElse(""),
                against).stripTrailing();
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

    private record Ratio(String row, double value) {}

    /// A line for each group and rival with several rows in common: the geometric mean of the ratios, and the lowest.
    static List<String> summary(List<Measurement> rows) {
        Map<String, List<Ratio>> all = new LinkedHashMap<>();
        for (Measurement row : rows) {
            String group = row.name().substring(0, row.name().indexOf('/'));
            row.rivals().forEach(a -> all.computeIfAbsent(group + " × " + a.name(), _ -> new ArrayList<>())
                    .add(new Ratio(row.name(), a.ratio())));
        }
        return all.entrySet().stream().filter(e -> e.getValue().size() > 1)
                .map(e -> summary(e.getKey(), e.getValue())).toList();
    }

    private static String summary(String what, List<Ratio> ratios) {
        Ratio lowest = ratios.stream().min(Comparator.comparingDouble(Ratio::value)).orElseThrow();
        double mean = Math.exp(ratios.stream().mapToDouble(r -> Math.log(r.value)).average().orElseThrow());
        return String.format(Locale.ROOT, "%s: %.2f, geometric mean of %d rows; lowest %.2f (%s)", what, mean,
                ratios.size(), lowest.value, lowest.row);
    }
}
