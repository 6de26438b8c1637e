package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import module java.base;
import t2l.tensor.*;
import t2l.tensor.Memory.PackedSpace;
import t2l.tensor.simd.lanes.*;

/// A frozen weight in Q8_0, kept in panels of [Tile#COLUMNS] columns beside the stored one where its owner gave memory for it
/// ([Memory#packInto]): its bytes become floats without being turned, and four times as many stay in a cache as of floats. All
/// kernels of a process share it.
///
/// ```
///   for each panel:   scales of rows 0 … 31, in F32 │ 32 … 63 │ …   bytes of row 0 │ 16 │ 32 │ …   1 │ 17 │ …   15 │ 31 │ …
/// ```
///
/// A weight that is used only a few times, as in a process that computes one result, is not packed.
final class PackedWeight implements Memory.Copy {
    /// Products with the stored weight, before it is packed.
    private static final int USES = 2;

    /// Bytes of a block of 32 rows of a panel.
    private static final long BLOCK = (4L + DType.BLOCK) * Tile.COLUMNS;

    /// Bytes of a stored block.
    private static final long STORED = DType.Q8_0.bytes(DType.BLOCK);

    private final PackedSpace space;
    private final int k;
    private final int n;
    private int uses;
    private Optional<MemorySegment> panels = Optional.empty();

    /// The address of the panels, or 0 while there are none.
    private volatile long at;

    private PackedWeight(PackedSpace space, int k, int n) {
        this.space = space;
        this.k = k;
        this.n = n;
    }

    /// The address of the panels of `b[k,n]`, or 0 if there are none.
    static long of(Tensor b) {
        Memory memory = b.memory();
        Optional<PackedSpace> space = memory.packing();
        if (space.isEmpty() || b.dtype() != DType.Q8_0 || b.rank() != 2 || b.offset() != 0 || b.stride(0) != 1
                || b.stride(1) != b.dim(0)) {
            return 0;
        }
        Optional<Memory.Copy> known = memory.copyOf(PackedWeight.class);
        PackedWeight weight = (PackedWeight) (known.isPresent() ? known.get() : attached(memory, space.get(), b));
        if (weight.k != b.dim(0) || weight.n != b.dim(1)) {
            return 0;
        }
        return weight.at != 0 ? weight.at : weight.used(b);
    }

    private static Memory.Copy attached(Memory memory, PackedSpace space, Tensor b) {
        synchronized (memory) {
            return memory.copyOf(PackedWeight.class).orElseGet(() -> {
                var fresh = new PackedWeight(space, b.dim(0), b.dim(1));
                memory.attach(fresh);
                return fresh;
            });
        }
    }

    private synchronized long used(Tensor b) {
        if (at == 0 && uses++ >= USES) {
            if (panels.isEmpty()) {
                panels = space.take(BLOCK * (k / DType.BLOCK) * Math.ceilDiv(n, Tile.COLUMNS) + Panels.BEYOND);
            }
            if (panels.isPresent()) {
                pack(RawMemory.toRead(b), panels.get().address());
                at = panels.get().address();
            }
        }
        return at;
    }

    private void pack(long from, long to) {
        for (int j = 0; j < n; j++) {
            long panel = panel(to, k, j);
            for (int i = 0; i < k; i += DType.BLOCK, from += STORED) {
                set(scales(panel, i) + 4L * (j % Tile.COLUMNS), Halves.half(from & MASK));
                for (int r = 0; r < DType.BLOCK; r++) {
                    ALL.set(JAVA_BYTE, row(panel, k, i + r) + j % Tile.COLUMNS & MASK,
                            ALL.get(JAVA_BYTE, from + 2 + r & MASK));
                }
            }
        }
    }

    /// The address of the panel of column `j`.
    static long panel(long at, int k, int j) {
        return at + BLOCK * (k / DType.BLOCK) * (j / Tile.COLUMNS);
    }

    /// The address of the scales of the 32 rows from `i` on.
    private static long scales(long panel, int i) {
        return panel + 4L * Tile.COLUMNS * (i / DType.BLOCK);
    }

    /// The address of row `i`.
    static long row(long panel, int k, int i) {
        return scales(panel, k) + (long) Tile.COLUMNS * (i % VIRTUAL * (k / VIRTUAL) + i / VIRTUAL);
    }

    /// Writes `n` rows, whole blocks of 32, from row `i` of the panel of column `j` on as floats to address `to`.
    ///
    /// @param at the address of the panels
    /// @param k  rows of the weight
    static void unpack(long at, int k, int j, int i, int n, long to) {
        long panel = panel(at, k, j);
        long apart = row(panel, k, 1) - row(panel, k, 0);
        for (int row = i; row < i + n; row += DType.BLOCK, to += Panels.bytes(DType.BLOCK)) {
            for (int v = 0; v < Tile.VECTORS; v++) {
                floats(scales(panel, row) + BYTES * v, row(panel, k, row) + (long) L * v, apart, to + BYTES * v);
            }
        }
    }

    /// A register's width of 32 rows, of which every sixteenth are neighbours and the others `apart` bytes apart.
    private static void floats(long scales, long bytes, long apart, long to) {
        FloatVector d = load(scales);
        for (int r = 0; r < VIRTUAL; r++) {
            store(FrozenWeights.signed(bytes + apart * r & MASK, 0).mul(d), to + 4L * Tile.COLUMNS * r);
            store(FrozenWeights.signed(bytes + apart * r + Tile.COLUMNS & MASK, 0).mul(d),
                    to + 4L * Tile.COLUMNS * (r + VIRTUAL));
        }
    }

    @Override
    public Object holder() {
        return PackedWeight.class;
    }

    @Override
    public void toHost() {
        // panels are never newer
    }

    @Override
    public void outdated() {
        discarded();
    }

    @Override
    public synchronized void discarded() {
        at = 0;
        uses = 0;
    }
}
