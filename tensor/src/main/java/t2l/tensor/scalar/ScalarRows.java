package t2l.tensor.scalar;

import java.util.Arrays;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;

/// Rows that are turned by their position, and rows picked from a table. A method returns false, having done nothing, if
/// [Floats] cannot see an operand.
final class ScalarRows {
    private final Floats x = new Floats();
    private final Floats cosines = new Floats();
    private final Floats sines = new Floats();
    private final Floats out = new Floats();
    private float[] row = {};
    private float[] turned = {};
    private float[] cos = {};
    private float[] sin = {};

    boolean rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out) {
        Contract.rope(x, positions, cos, sin, out);
        if (!this.x.see(x) || !cosines.see(cos) || !sines.see(sin) || !this.out.edit(out)) {
            return false;
        }
        int half = cosines.width();
        row = Floats.room(row, this.x.width());
        turned = Floats.room(turned, this.x.width());
        this.cos = Floats.room(this.cos, half);
        this.sin = Floats.room(this.sin, half);
        for (int r = 0; r < this.x.rows(); r++) {
            int p = (int) positions.get(r);
            if (p < 0 || p >= cos.dim(0)) {
                throw Contract.id("rope", p, cos);
            }
            this.x.read(r, row, 0);
            cosines.read(p, this.cos, 0);
            sines.read(p, this.sin, 0);
            for (int head = 0; head < this.x.width(); head += 2 * half) {
                turn(row, head, half, this.cos, this.sin, inverse ? -1 : 1, turned);
            }
            this.out.write(r, 0, turned, 0, this.x.width());
        }
        return true;
    }

    private static void turn(float[] x, int at, int half, float[] cos, float[] sin, float direction, float[] out) {
        for (int i = 0; i < half; i++) {
            float a = x[at + i];
            float b = x[at + half + i];
            float s = direction * sin[i];
            out[at + i] = a * cos[i] - b * s;
            out[at + half + i] = b * cos[i] + a * s;
        }
    }

    boolean gather(Tensor table, Tensor ids, Tensor out) {
        Contract.gather("gather", table, ids, out);
        if (!x.see(table) || !this.out.edit(out)) {
            return false;
        }
        for (int i = 0; i < ids.dim(0); i++) {
            if (ids.get(i) < -1 || ids.get(i) >= table.dim(0)) {
                throw Contract.id("gather", (long) ids.get(i), table);
            }
        }
        row = Floats.room(row, x.width());
        for (int i = 0; i < ids.dim(0); i++) {
            int id = (int) ids.get(i);
            if (id < 0) {
                Arrays.fill(row, 0, x.width(), 0);
            } else {
                x.read(id, row, 0);
            }
            this.out.write(i, 0, row, 0, x.width());
        }
        return true;
    }
}
