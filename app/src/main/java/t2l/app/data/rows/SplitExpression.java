package t2l.app.data.rows;

import module java.base;
import t2l.tensor.T2lException;

/// Which rows of which split, in the notation of `datasets`: `train`, `train[:500]`, `train[10%:-5%]`, and several of them
/// joined by `+`. Bounds are rounded to the nearest row, halves to the even one.
///
/// @param parts in the order of their rows
public record SplitExpression(List<SplitRange> parts) {
    private static final String BOUND = "(?:(-?\\d{1,9})(%)?)?";
    private static final Pattern PART = Pattern.compile("(\\w+(?:\\.\\w+)*)(?:\\[" + BOUND + ":" + BOUND + "\\])?");

    /// A split and the range of its rows.
    public record SplitRange(String split, Optional<Bound> from, Optional<Bound> to) {
        <T> List<T> of(List<T> rows) {
            int start = from.map(bound -> bound.row(rows.size())).orElse(0);
            int end = to.map(bound -> bound.row(rows.size())).orElse(rows.size());
            return rows.subList(Math.min(start, end), end);
        }
    }

    /// A number of rows or percents, from the end if it is negative.
    record Bound(int number, boolean percent) {
        int row(int rows) {
            long row = percent ? (long) Math.rint(number * (double) rows / 100) : number;
            return (int) Math.clamp(row < 0 ? rows + row : row, 0L, (long) rows);
        }
    }

    /// Parses an expression. Throws [T2lException] if it is none.
    ///
    /// @param where its name in error messages
    public static SplitExpression of(String where, String text) {
        return new SplitExpression(Stream.of(text.split("\\+", -1)).map(part -> part(where, part.strip())).toList());
    }

    private static SplitRange part(String where, String text) {
        Matcher form = PART.matcher(text);
        if (!form.matches()) {
            throw new T2lException(where + ": needs a split such as train or train[:500], got " + text);
        }
        return new SplitRange(form.group(1), bound(form, 2), bound(form, 4));
    }

    private static Optional<Bound> bound(Matcher form, int group) {
        return Optional.ofNullable(form.group(group))
                .map(number -> new Bound(Integer.parseInt(number), form.group(group + 1) != null));
    }

    /// The rows of a data set. Throws [T2lException] if it has no such split.
    public List<Map<String, Object>> rows(DatasetFolder dataset) {
        List<Map<String, Object>> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.of(dataset.rows(part.split()))));
        return all;
    }
}
