package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.kernel.Attending.Rope;
import t2l.tensor.kernel.Lookups.Gather;

/// Rows that are rotated by their position, and rows picked from a table. A method returns false, having done nothing, if
/// [Floats] cannot see an operand.
final class ScalarRows {
    private final Floats x = new Floats();
    private final Floats cosines = new Floats();
    private final Floats sines = new Floats();
    private final Floats out = new Floats();
    private float[] row = {};
    private float[] rotated = {};
    private float[] cos = {};
    private float[] sin = {};

    boolean run(Rope call) {
        call.requirePositions();
        if (call.add() || !x.see(call.x()) || !cosines.see(call.cos()) || !sines.see(call.sin())
                || !out.edit(call.out())) {
            return false;
        }
        int half = cosines.width();
        row = Floats.atLeast(row, x.width());
        rotated = Floats.atLeast(rotated, x.width());
        cos = Floats.atLeast(cos, half);
        sin = Floats.atLeast(sin, half);
        for (int r = 0; r < x.rows(); r++) {
            int p = (int) call.positions().get(r);
            x.read(r, row, 0);
            cosines.read(p, cos, 0);
            sines.read(p, sin, 0);
            for (int head = 0; head < x.width(); head += call.head()) {
                rotate(row, head, half, cos, sin, call.inverse() ? -1 : 1, rotated);
                System.arraycopy(row, head + 2 * half, rotated, head + 2 * half, call.head() - 2 * half);
            }
            out.write(r, 0, rotated, 0, x.width());
        }
        return true;
    }

    private static void rotate(float[] x, int at, int half, float[] cos, float[] sin, float direction, float[] out) {
        for (int i = 0; i < half; i++) {
            float a = x[at + i];
            float b = x[at + half + i];
            float s = direction * sin[i];
            out[at + i] = a * cos[i] - b * s;
            out[at + half + i] = b * cos[i] + a * s;
        }
    }

    boolean run(Gather call) {
        call.requireIds();
        if (!x.see(call.table()) || !out.edit(call.out())) {
            return false;
        }
        row = Floats.atLeast(row, x.width());
        for (int i = 0; i < call.ids().dim(0); i++) {
            int id = (int) call.ids().get(i);
            if (id < 0) {
                Arrays.fill(row, 0, x.width(), 0);
            } else {
                x.read(id, row, 0);
            }
            out.write(i, 0, row, 0, x.width());
        }
        return true;
    }
}
