package t2l.tensor.simd.rows;

import t2l.tensor.*;
import t2l.tensor.kernel.Lookups.Gather;
import t2l.tensor.kernel.Lookups.ScatterAdd;
import t2l.tensor.simd.lanes.*;

/// Rows picked from a table by id, and added back to it. Threads share the picked rows when reading and the columns
/// when adding, where one id may occur many times.
public final class SimdGather implements Parallel.Body {
    private static final int CHUNK = 16384;

    /// Columns of a band when adding: a kilobyte of each row, long enough for the processor to read ahead.
    private static final int BAND = 256;

    private final Parallel threads;
    private final Scratch scratch;
    private final Rows table = new Rows();
    private final Rows ids = new Rows();
    private final Rows rows = new Rows();
    private DType type = DType.F32;
    private boolean add;
    private int count;
    private int width;

    public SimdGather(Parallel threads) {
        this.threads = threads;
        scratch = new Scratch(threads.threads());
        scratch.reserve(Groups.SCRATCH);
    }

    /// [t2l.tensor.kernel.Lookups.Gather]; false, having done nothing, if the output is not F32 or [Rows] cannot walk an operand.
    public boolean run(Gather call) {
        call.requireIds();
        type = call.table().dtype();
        if (!(see(call.ids(), call.table()) && table.see(call.table(), type, false) && rows.edit(call.out(), false))) {
            return false;
        }
        add = false;
        threads.rows(count, Math.max(1, CHUNK / Math.max(1, width)), this);
        return true;
    }

    /// [t2l.tensor.kernel.Lookups.ScatterAdd]; false, having done nothing, if the operands are not F32 or [Rows] cannot walk one.
    public boolean run(ScatterAdd call) {
        call.requireIds();
        if (!(see(call.ids(), call.table()) && table.edit(call.table(), false) && rows.see(call.x(), false))) {
            return false;
        }
        add = true;
        threads.rows(Math.ceilDiv(width, BAND), Math.max(1, CHUNK / (BAND * Math.max(1, count))), this);
        return true;
    }

    private boolean see(Tensor ids, Tensor table) {
        count = ids.dim(0);
        width = table.dim(1);
        return this.ids.see(ids, DType.I32, false);
    }

    private int id(int i) {
        return RawMemory.integer(ids.row(0) + 4L * i);
    }

    @Override
    public void run(int worker, int from, int to) {
        if (add) {
            int column = from * BAND;
            int columns = Math.min(width, to * BAND) - column;
            for (int i = 0; i < count; i++) {
                if (id(i) >= 0) {
                    SimdMap.scaleAdd(1, rows.row(i) + 4L * column, table.row(id(i)) + 4L * column, columns);
                }
            }
            return;
        }
        for (int i = from; i < to; i++) {
            if (id(i) < 0) {
                SimdMap.fill(0, rows.row(i), width);
            } else {
                Conversion.read(type, table.row(id(i)), rows.row(i), width, scratch.at(worker));
            }
        }
    }
}
