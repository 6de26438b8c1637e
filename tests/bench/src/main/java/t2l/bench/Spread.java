package t2l.bench;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2l.app.console.Json;

/// What one program needed for a row of the group `user`, in every start.
///
/// @param program who did it
/// @param unit    of the values: `s`, `ms`, `tokens/s`
/// @param values  in the order of starts
record Spread(String name, String program, String command, String unit, List<Double> values) {
    static final String HEADING = String.format("%-53s %-20s%10s%10s%10s", "", "", "min", "median", "max");

    static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /// The values as a line under [#HEADING].
    String line() {
        return String.format(Locale.ROOT, "%-53s %-20s%10s%10s%10s  %s", name, program, shown(Collections.min(values)),
                shown(median(values)), shown(Collections.max(values)), unit);
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
    }

    /// The values as a JSON object; fields can be added.
    Map<String, Object> json() {
        return Json.object("name", name, "program", program, "unit", unit, "min", Collections.min(values), "median",
                median(values), "max", Collections.max(values), "values", values, "command", command);
    }
}
