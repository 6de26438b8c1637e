package t2l.tensor.simd.attention;

import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.L;

import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.product.Panels;
import t2l.tensor.simd.product.Tile;
import t2l.tensor.simd.rows.SimdMap;

/// Blocks of rows of one head in scratch memory, and the products between them.
///
/// A block of queries meets a block of keys in a table of scores. For that both are turned over, in panels of [#PANEL]
/// rows; such a panel is either operand of a [Tile]. In products of a table with a block the columns of the table, which
/// stand upright, meet rows as they are:
///
/// ```
///   scores:                    row of b                  mix:                 number of a row
///                      0 1 2 …  (turned)                              d d d d …
///         row of a  0  s s s                          column of   0   o o o o   = Σ over the lines k of the table,
///         (turned)  1  s s s    = Σ a[d]·b[d]         the table   1   o o o o       table[k,column]·row[k]
///                   …                                             …
/// ```
///
/// What is in a block or a table beyond its last row is undefined: it gets into nothing that counts.
final class RowBlock {
    /// Rows of a panel: a multiple of a tile's rows and of its columns.
    private static final int PANEL = 32;

    /// Bytes of a line of a panel.
    private static final long ROW = 4L * PANEL;

    /// Columns of a table.
    static final int SIDE = 64;

    /// Bytes of a line of a table.
    static final long LINE = 4L * SIDE;

    /// Rows of a tile.
    static final int ROWS = Tile.ROWS;

    /// Columns of a tile: two registers.
    static final int COLUMNS = 2 * L;

    /// Bytes between rows of `width` floats: whole registers of any width.
    static long pitch(int width) {
        return 4L * Math.ceilDiv(width, Lanes.VIRTUAL) * Lanes.VIRTUAL;
    }

    /// Bytes of `n` rows of `width` floats, turned over or not.
    static long bytes(int n, int width) {
        return pitch(width) * PANEL * Math.ceilDiv(n, PANEL);
    }

    /// Writes zeros into `n` rows of `width` floats, [#pitch] bytes apart, and into what a tile takes in behind them.
    static void clear(int n, int width, long to) {
        SimdMap.fill(0, to, (int) (pitch(width) / 4) * ROWS * Math.ceilDiv(n, ROWS));
    }

    /// Turns `n` rows of `width` floats, `step` bytes apart, over.
    static void transpose(long from, long step, int n, int width, long to) {
        for (int j = 0; j < n; j += PANEL) {
            Panels.transpose(from + j * step, step, Math.min(PANEL, n - j), width, transposed(to, j, width), ROW);
        }
    }

    /// Turns `lines` lines of a table over, and what is beyond them up to a multiple of 16.
    static void transposeTable(long from, int lines, int columns, long to) {
        Panels.transpose(from, LINE, lines, Math.ceilDiv(columns, Lanes.VIRTUAL) * Lanes.VIRTUAL, to, LINE);
    }

    /// Where row `j` of a block begins that is turned over.
    static long transposed(long block, int j, int width) {
        return block + pitch(width) * PANEL * (j / PANEL) + 4L * (j % PANEL);
    }

    /// One tile of a table: `table[j,c] = Σ a[j,d]·b[c,d]` for [#ROWS] rows of `a` from `j` on and at most [#COLUMNS] rows of
    /// `b`, `count` of them, from `c` on.
    static void scores(int width, long a, int j, long b, int c, int count, long table) {
        Tile.put(ROWS, Math.ceilDiv(count, L), width, transposed(a, j, width), ROW, transposed(b, c, width), ROW,
                table + j * LINE + 4L * c, LINE);
    }

    /// One tile of a mixture: `out[r,d] = Σ table[k,r]·row[k,d]` over `n` lines and rows, for [#ROWS] columns of the table, and
    /// [#COLUMNS] numbers from `d` on of rows of `width` floats, `pitch` bytes apart. Rows of `out` are `step` bytes apart.
    static void mix(int n, long table, long rows, long pitch, int width, int d, long out, long step) {
        Tile.put(ROWS, Math.ceilDiv(Math.min(COLUMNS, width - d), L), n, table, LINE, rows + 4L * d, pitch, out, step);
    }

    /// As [#mix] to `out` in a block of rows of `width` floats: `out[r,d] = out[r,d]·factor[r] + …`.
    ///
    /// @param spare room for a tile
    static void mixAdd(int n, long table, long rows, int width, int d, long factors, long spare, long out) {
        mix(n, table, rows, pitch(width), width, d, spare, 4L * COLUMNS);
        out += 4L * d;
        RowLoops.merge(factors, spare, out, pitch(width));
        if (width - d > L) {
            RowLoops.merge(factors, spare + BYTES, out + BYTES, pitch(width));
        }
    }
}
