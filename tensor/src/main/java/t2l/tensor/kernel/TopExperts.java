package t2l.tensor.kernel;

import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Chooses the `K` largest scores of each row, and lists all choices by column, so that what goes to one expert lies together.
/// Equal scores are chosen from left to right.
///
/// @param scores `[n,E]`
/// @param chosen `i32[n·K]`: the place `row·E + column` in `scores` of each choice, by row, the largest first
/// @param rows   `i32[n·K]`: the row of each choice, by column and then by row
/// @param places `i32[n·K]`: for each element of `chosen`, where it is in `rows`
/// @param ends   `i32[E]`: where the choices of each column end in `rows`
public record TopExperts(Tensor scores, Tensor chosen, Tensor rows, Tensor places, Tensor ends) implements Kernel {
    public TopExperts {
        int n = scores.rank() == 2 ? scores.dim(0) : 0;
        boolean ok = scores.rank() == 2 && Shapes.same(chosen, rows) && Shapes.same(rows, places)
                && chosen.rank() == 1 && (n == 0 ? chosen.dim(0) == 0 : chosen.dim(0) % n == 0)
                && chosen.dim(0) <= scores.size() && Shapes.is(ends, scores.dim(1)) && whole(chosen) && whole(rows)
                && whole(places) && whole(ends);
        Shapes.require(ok, "topExperts", "scores[n,E], i32[n·K] of up to E choices a row three times, ends i32[E]",
                scores,
                chosen, rows, places, ends);
    }

    private static boolean whole(Tensor t) {
        return t.dtype() == DType.I32;
    }

    @Override
    public Access access() {
        return Access.reads(scores).andWrites(chosen, rows, places, ends);
    }

    @Override
    public void define() {
        int columns = scores.dim(1);
        int most = chosen.dim(0) / Math.max(1, scores.dim(0));
        for (int e = 0; e < columns; e++) {
            ends.set(e, 0);
        }
        for (int i = 0; i < chosen.dim(0); i++) {
            int row = i / most;
            int column = next(row, i % most == 0 ? -1 : (int) chosen.get(i - 1) % columns);
            chosen.set(i, (double) row * columns + column);
            ends.set(column, ends.get(column) + 1);
        }
        for (int e = 0, start = 0; e < columns; e++) {
            int count = (int) ends.get(e);
            ends.set(e, start);
            start += count;
        }
        for (int i = 0; i < chosen.dim(0); i++) {
            int column = (int) chosen.get(i) % columns;
            int place = (int) ends.get(column);
            int row = i / most;
            rows.set(place, row);
            places.set(i, place);
            ends.set(column, place + 1.0);
        }
    }

    /// The column whose score comes after that of `last` in descending order; the first of all after −1.
    private int next(int row, int last) {
        int best = -1;
        for (int e = 0; e < scores.dim(1); e++) {
            if ((last < 0 || before(row, last, e)) && (best < 0 || before(row, e, best))) {
                best = e;
            }
        }
        return best;
    }

    private boolean before(int row, int a, int b) {
        int order = Double.compare(scores.at(row, b), scores.at(row, a));
        return order < 0 || (order == 0 && a < b);
    }
}
