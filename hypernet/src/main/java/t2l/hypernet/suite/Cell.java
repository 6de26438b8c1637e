package t2l.hypernet.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import t2l.hypernet.eval.ExactMatch;

/// How one run, trained with one seed, did on one set of questions.
///
/// @param run    what was asked, such as `t2l`
/// @param set    the questions, such as `testA/phrases`
/// @param shares of right answers, by task
/// @param items  how many answers were judged
public record Cell(String run, String set, long seed, Map<String, Double> shares, int items) {
    public Cell {
        shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    static Cell of(String run, String set, long seed, ExactMatch match) {
        return new Cell(run, set, seed, match.byTask(), match.items());
    }

    /// Several cells as one score: the same task's shares are averaged first, over seeds, then tasks. There must be one
    /// cell at least.
    public static ExactMatch.Score score(List<Cell> cells) {
        Map<String, List<Double>> byTask = new TreeMap<>();
        cells.forEach(cell -> cell.shares()
                .forEach((task, share) -> byTask.computeIfAbsent(task, _ -> new ArrayList<>()).add(share)));
        return ExactMatch.Score.of(
                byTask.values().stream()
                        .map(shares -> shares.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                        .toList(),
                cells.stream().mapToInt(Cell::items).sum());
    }
}
