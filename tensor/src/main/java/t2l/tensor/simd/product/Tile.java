package t2l.tensor.simd.product;

import static jdk.incubator.vector.FloatVector.broadcast;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import t2l.tensor.DType;

/// The innermost loops of a matrix product: a tile of the result stays in registers while `k` runs.
///
/// ```
///              b0      b1         one row of a panel of b: 2 registers
///           ┌───────┬───────┐
///    a[0,k] │  c00  │  c01  │
///    a[1,k] │  c10  │  c11  │     each step of k: 2 loads of b, 8 broadcasts of a,
///      …    │   …   │   …   │     16 multiply-adds into 16 registers
///    a[7,k] │  c70  │  c71  │
///           └───────┴───────┘
/// ```
///
/// `a` is packed upright, the numbers of one column side by side ([Panels#packUpright]): one pointer serves all rows, and the
/// distances between them are constants in the instructions. Column `k` of `a` lies at address `a + k·as`, row `k` of
/// `b` at `b + k·bs`, row `i` of the result at `c + i·cs`. Each element of the result is the chain `fma(a[i,k], b[k,j], …)`
/// over `k` from 0, whatever the tile: its shape ([TileShape]) changes no bit.
public final class Tile {
    private static final TileShape SHAPE = TileShape.choose();

    /// Rows of a tile, and of a panel of `a`.
    public static final int ROWS = SHAPE.rows();

    /// Registers of a row of a tile.
    static final int VECTORS = SHAPE.vectors();

    /// Columns of a tile, and of a panel of `b`.
    public static final int COLUMNS = VECTORS * L;

    private Tile() {}

    /// `c = a·b` for at most [#ROWS] rows by `vectors` registers, at most those of a tile. Writes 8 rows if `rows` are more
    /// than 4, else 4.
    public static void put(int rows, int vectors, int n, long a, long as, long b, long bs, long c, long cs) {
        TileLoops.put(DType.F32, rows > 4 ? 8 : 4, vectors, n, a, as, b, bs, 0, c, cs);
    }

    /// As [#put], for the panel of a [PackedWeight]: its rows are bytes, [#COLUMNS] at a time from address `b` on, and two rows
    /// share the scales, from address `scales` on.
    static void putPacked(int rows, int n, long a, long as, long b, long scales, long c, long cs) {
        TileLoops.put(DType.Q8_0, rows > 4 ? 8 : 4, VECTORS, n, a, as, b, COLUMNS, scales, c, cs);
    }

    /// `c += alpha · t` for whole tiles: `t` is one whose rows lie end to end, `c` has rows `cs` bytes apart.
    static void add(float alpha, long t, long c, long cs) {
        for (int i = 0; i < ROWS; i++) {
            long from = t + 4L * COLUMNS * i & MASK;
            long to = c + cs * i & MASK;
            for (int j = 0; j < COLUMNS / L; j++) {
                store(exact(loadMasked(from + j * BYTES)).fma(broadcast(F, alpha), loadMasked(to + j * BYTES)),
                        to + j * BYTES);
            }
        }
    }
}
