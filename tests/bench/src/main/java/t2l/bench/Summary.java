package t2l.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results of groups against each rival.
public final class Summary {
    private record Ratio(String row, double value) {}

    private Summary() {}

    /// A line for each group and rival with several rows in common: the geometric mean of the ratios, and the lowest.
    public static List<String> lines(List<Measurement> rows) {
        Map<String, List<Ratio>> all = new LinkedHashMap<>();
        for (Measurement row : rows) {
            String group = row.name().substring(0, row.name().indexOf('/'));
            row.rivals().forEach(a -> all.computeIfAbsent(group + " × " + a.name(), _ -> new ArrayList<>())
                    .add(new Ratio(row.name(), a.ratio())));
        }
        return all.entrySet().stream().filter(e -> e.getValue().size() > 1)
                .map(e -> line(e.getKey(), e.getValue())).toList();
    }

    private static String line(String what, List<Ratio> ratios) {
        Ratio lowest = ratios.stream().min(Comparator.comparingDouble(Ratio::value)).orElseThrow();
        double mean = Math.exp(ratios.stream().mapToDouble(r -> Math.log(r.value)).average().orElseThrow());
        return String.format(Locale.ROOT, "%s: %.2f, geometric mean of %d rows; lowest %.2f (%s)", what, mean,
                ratios.size(), lowest.value, lowest.row);
    }
}
