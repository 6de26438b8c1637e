package t2l.studies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import t2l.hypernet.YamlFile;
import t2l.hypernet.eval.ExactMatch;

/// The numbers (§5, §6) and requirements (§10, §13) in `mini-suite.md`, for comparison with measurements.
///
/// @param tables in the order of the document
public record Targets(List<Table> tables, List<Bound> bounds) {
    public Targets {
        tables = List.copyOf(tables);
        bounds = List.copyOf(bounds);
    }

    /// A table.
    ///
    /// @param columns titles by name
    public record Table(String title, Map<String, String> columns, List<Line> lines) {}

    /// A row of a table.
    ///
    /// @param run   its run
    /// @param cells by column; some may be empty
    public record Line(String says, String run, Map<String, Target> cells) {}

    /// What a cell shows, in percent.
    ///
    /// @param set     of the run's [Cell]
    /// @param percent the number in the document, if it has one
    /// @param error   its standard error, if given
    public record Target(String set, OptionalDouble percent, OptionalDouble error) {}

    /// A requirement, in percent.
    ///
    /// @param section of the document
    /// @param run     the run
    /// @param sets    sets of its cells, which are pooled; empty for its training loss times 100
    /// @param worst   whether it applies to the worst seed, or to all seeds together
    /// @param atLeast whether `percent` is the minimum or the maximum
    public record Bound(String section, String says, String run, List<String> sets, boolean worst, boolean atLeast,
            double percent) {
        /// The measured value, in percent; empty if it was not measured.
        public OptionalDouble reached(List<Outcome> outcomes) {
            if (sets.isEmpty()) {
                return outcomes.stream().filter(o -> o.run().equals(run)).flatMapToDouble(o -> o.loss().stream())
                        .map(loss -> 100 * loss).average();
            }
            List<Cell> cells = sets.stream().flatMap(set -> cells(outcomes, run, set).stream()).toList();
            if (worst) {
                return cells.stream().mapToLong(Cell::seed).distinct().mapToDouble(seed -> 100 * Cell
                        .score(cells.stream().filter(cell -> cell.seed() == seed).toList()).mean()).min();
            }
            return cells.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(100 * Cell.score(cells).mean());
        }

        /// Whether a value meets the requirement.
        public boolean holds(double reached) {
            return atLeast ? reached >= percent : reached <= percent;
        }
    }

    /// The targets among the resources.
    public static Targets load() {
        Map<String, Object> all = YamlFile.mapping(Targets.class, "targets.yaml");
        return new Targets(maps(all.get("tables")).stream().map(Targets::table).toList(),
                maps(all.get("bounds")).stream().map(Targets::bound).toList());
    }

    /// The cells of a run on a set, one for each seed.
    public static List<Cell> cells(List<Outcome> outcomes, String run, String set) {
        return outcomes.stream().flatMap(outcome -> outcome.cells().stream())
                .filter(cell -> cell.run().equals(run) && cell.set().equals(set)).toList();
    }

    /// The measured value for `target`, over all seeds; empty if it was not measured.
    public static Optional<ExactMatch.Score> measured(List<Outcome> outcomes, Line line, Target target) {
        List<Cell> cells = cells(outcomes, line.run(), target.set());
        return cells.isEmpty() ? Optional.empty() : Optional.of(Cell.score(cells));
    }

    private static Table table(Map<?, ?> yaml) {
        Map<String, String> columns = new LinkedHashMap<>();
        ((Map<?, ?>) yaml.get("columns")).forEach((name, says) -> columns.put(name.toString(), says.toString()));
        return new Table(yaml.get("title").toString(), columns,
                maps(yaml.get("lines")).stream().map(line -> line(line, columns)).toList());
    }

    private static Line line(Map<?, ?> yaml, Map<String, String> columns) {
        Map<String, Target> cells = new LinkedHashMap<>();
        for (String column : columns.keySet()) {
            if (yaml.get(column) instanceof List<?> cell) {
                cells.put(column, new Target(cell.get(0).toString(), optional(cell.get(1)), optional(cell.get(2))));
            }
        }
        return new Line(yaml.get("says").toString(), yaml.get("run").toString(), cells);
    }

    private static Bound bound(Map<?, ?> yaml) {
        boolean atLeast = yaml.containsKey("at_least");
        List<String> sets = yaml.get("cells") instanceof List<?> cells
                ? cells.stream().map(Object::toString).toList()
                : List.of();
        return new Bound(yaml.get("section").toString(), yaml.get("says").toString(), yaml.get("run").toString(), sets,
                yaml.containsKey("worst_seed"), atLeast, number(yaml.get(atLeast ? "at_least" : "at_most")));
    }

    private static OptionalDouble optional(Object yaml) {
        return yaml == null ? OptionalDouble.empty() : OptionalDouble.of(number(yaml));
    }

    private static double number(Object yaml) {
        return ((Number) yaml).doubleValue();
    }

    private static List<Map<?, ?>> maps(Object yaml) {
        List<Map<?, ?>> maps = new ArrayList<>();
        ((List<?>) yaml).forEach(each -> maps.add((Map<?, ?>) each));
        return maps;
    }
}
