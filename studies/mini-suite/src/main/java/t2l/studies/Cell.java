package t2l.studies;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import t2l.hypernet.eval.ExactMatch;

/// The results of one run with one seed on one set of questions.
///
/// @param run    the run, such as `t2l`
/// @param set    the questions, such as `testA/phrases`
/// @param shares of correct answers, by task
/// @param items  number of answers
public record Cell(String run, String set, long seed, Map<String, Double> shares, int items) {
    public Cell {
        shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    static Cell of(String run, String set, long seed, ExactMatch match) {
        return new Cell(run, set, seed, match.byTask(), match.items());
    }

    /// The part of it that is about `tasks`, all of which have the same number of answers; empty if there is none.
    public Optional<Cell> of(Collection<String> tasks) {
        Map<String, Double> theirs = new LinkedHashMap<>(shares);
        theirs.keySet().retainAll(tasks);
        return theirs.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cell(run, set, seed, theirs, items / shares.size() * theirs.size()));
    }

    /// Combines at least one cell into a score: each task's shares are averaged over seeds first, then over tasks.
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
