package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;

import t2l.tensor.kernel.CrossEntropy;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Kernels in which element i of the result depends on element i of each operand: one work-item an element. Each is the
/// kernel of that name of the OpenCL backend (`elements.cl`), with its arguments in the same order: sizes along four axes
/// first, then tensors ([Numbers]), then numbers, whole ones in `a`, others in `n`. An operand with step 0 along an axis
/// gives the same number there to all; the third dimension counts two axes.
///
/// TornadoVM compiles these methods for the device: they call static methods and know no objects.
final class Elements {
    private static final int FIRST = 4;
    private static final int SECOND = FIRST + Numbers.TENSOR;
    private static final int THIRD = SECOND + Numbers.TENSOR;
    private static final int FOURTH = THIRD + Numbers.TENSOR;
    private static final int FIFTH = FOURTH + Numbers.TENSOR;
    private static final int SIXTH = FIFTH + Numbers.TENSOR;

    private Elements() {}

    private static float sign(float d) {
        return d > 0 ? 1 : d < 0 ? -1 : d;
    }

    static void fill(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, FIRST, x, y, z, v);
            f.set(out, n.get(0));
        }
    }

    static void copyF32(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, f.get(at(a, FIRST, x, y, z, v)));
        }
    }

    static void copyF16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + y * a.get(FIRST + 3) + z * a.get(FIRST + 4)
                    + v * a.get(FIRST + 5);
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, Numbers.f16(f, w, a.get(FIRST), i));
        }
    }

    static void copyBf16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + y * a.get(FIRST + 3) + z * a.get(FIRST + 4)
                    + v * a.get(FIRST + 5);
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, Numbers.bf16(f, w, a.get(FIRST), i));
        }
    }

    static void copyQ8(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + y * a.get(FIRST + 3) + z * a.get(FIRST + 4)
                    + v * a.get(FIRST + 5);
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, Numbers.q8(f, w, a.get(FIRST), i));
        }
    }

    static void copyQ4(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + y * a.get(FIRST + 3) + z * a.get(FIRST + 4)
                    + v * a.get(FIRST + 5);
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, Numbers.q4(f, w, a.get(FIRST), i));
        }
    }

    static void scale(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, n.get(0) * f.get(at(a, FIRST, x, y, z, v)));
        }
    }

    static void scaleAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, f.get(out) + n.get(0) * f.get(at(a, FIRST, x, y, z, v)));
        }
    }

    static void scaleByAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out,
                    f.get(out) + n.get(0) * f.get(a.get(SECOND) + a.get(SECOND + 1)) * f.get(at(a, FIRST, x, y, z, v)));
        }
    }

    static void add(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, f.get(at(a, FIRST, x, y, z, v)) + f.get(at(a, SECOND, x, y, z, v)));
        }
    }

    static void mul(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, f.get(at(a, FIRST, x, y, z, v)) * f.get(at(a, SECOND, x, y, z, v)));
        }
    }

    static void mulAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, f.get(out) + f.get(at(a, FIRST, x, y, z, v)) * f.get(at(a, SECOND, x, y, z, v)));
        }
    }

    static void map(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, Functions.value(a.get(THIRD), f.get(at(a, FIRST, x, y, z, v))));
        }
    }

    static void mapGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, f.get(out) + f.get(at(a, SECOND, x, y, z, v))
                    * Functions.slope(a.get(FOURTH), f.get(at(a, FIRST, x, y, z, v))));
        }
    }

    static void gate(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int out = at(a, THIRD, x, y, z, v);
            f.set(out,
                    Functions.value(a.get(FOURTH), f.get(at(a, FIRST, x, y, z, v))) * f.get(at(a, SECOND, x, y, z, v)));
        }
    }

    static void gateGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            float g = f.get(at(a, FIRST, x, y, z, v));
            float dy = f.get(at(a, THIRD, x, y, z, v));
            int function = a.get(SIXTH);
            int dg = at(a, FOURTH, x, y, z, v);
            int du = at(a, FIFTH, x, y, z, v);
            f.set(dg, f.get(dg) + dy * f.get(at(a, SECOND, x, y, z, v)) * Functions.slope(function, g));
            f.set(du, f.get(du) + dy * Functions.value(function, g));
        }
    }

    static void l1GradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            float d = f.get(at(a, FIRST, x, y, z, v)) - f.get(at(a, SECOND, x, y, z, v));
            int out = at(a, FOURTH, x, y, z, v);
            f.set(out, f.get(out) + f.get(at(a, THIRD, y)) * n.get(0) * sign(d));
        }
    }

    static void dropout(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = ((v * a.get(2) + z) * a.get(1) + y) * a.get(0) + x;
            float kept = Functions.noise(a.get(THIRD), i) >= a.get(THIRD + 1)
                    ? f.get(at(a, FIRST, x, y, z, v)) * n.get(0)
                    : 0;
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, a.get(THIRD + 2) == 0 ? kept : f.get(out) + kept);
        }
    }

    static void perturb(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int i = ((v * a.get(2) + z) * a.get(1) + y) * a.get(0) + x;
            float u = (Functions.noise(a.get(THIRD), i) - (1 << 23)) * 0x1p-23f + 0x1p-24f;
            int out = at(a, SECOND, x, y, z, v);
            f.set(out, f.get(at(a, FIRST, x, y, z, v)) + n.get(0) * u);
        }
    }

    static void adamw(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            float grad = f.get(at(a, FIRST, x, y, z, v));
            int weight = at(a, SECOND, x, y, z, v);
            int m = at(a, THIRD, x, y, z, v);
            int s = at(a, FOURTH, x, y, z, v);
            float first = n.get(1) * f.get(m) + n.get(2) * grad;
            float second = n.get(3) * f.get(s) + n.get(4) * grad * grad;
            f.set(m, first);
            f.set(s, second);
            float step = first * n.get(5) / (TornadoMath.sqrt(second * n.get(6)) + n.get(7));
            f.set(weight, f.get(weight) - n.get(0) * (step + n.get(8) * f.get(weight)));
        }
    }

    static void crossEntropyGrad(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int target = w.get(at(a, FIRST, y));
            int out = at(a, FOURTH, x, y, z, v);
            float u = f.get(out);
            float p = TornadoMath.exp(u - f.get(at(a, SECOND, y))) - n.get(1) - (x == target ? n.get(0) : 0);
            float bent = u * n.get(2);
            float slope = f.get(at(a, THIRD, y)) * p * (1 - bent * bent);
            f.set(out, target == CrossEntropy.IGNORE ? 0 : slope);
        }
    }

    static void rope(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int p = w.get(at(a, SECOND, y));
            int half = a.get(SIXTH);
            int from = at(a, FIRST, x, y, z, v);
            int to = at(a, FIFTH, x, y, z, v);
            float cos = f.get(at(a, THIRD, x, p));
            float sin = n.get(0) * f.get(at(a, FOURTH, x, p));
            float first = f.get(from);
            float second = f.get(from + half * a.get(FIRST + 2));
            int other = to + half * a.get(FIFTH + 2);
            float one = first * cos - second * sin;
            float two = second * cos + first * sin;
            if (a.get(SIXTH + 1) != 0) {
                one += f.get(to);
                two += f.get(other);
            }
            f.set(to, one);
            f.set(other, two);
        }
    }

    static void gatherF32(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int id = w.get(at(a, SECOND, y));
            float value = 0;
            if (id >= 0) {
                int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + id * a.get(FIRST + 3);
                value = f.get(a.get(FIRST) + i);
            }
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, value);
        }
    }

    static void gatherF16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int id = w.get(at(a, SECOND, y));
            float value = 0;
            if (id >= 0) {
                int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + id * a.get(FIRST + 3);
                value = Numbers.f16(f, w, a.get(FIRST), i);
            }
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, value);
        }
    }

    static void gatherBf16(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int id = w.get(at(a, SECOND, y));
            float value = 0;
            if (id >= 0) {
                int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + id * a.get(FIRST + 3);
                value = Numbers.bf16(f, w, a.get(FIRST), i);
            }
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, value);
        }
    }

    static void gatherQ8(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int id = w.get(at(a, SECOND, y));
            float value = 0;
            if (id >= 0) {
                int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + id * a.get(FIRST + 3);
                value = Numbers.q8(f, w, a.get(FIRST), i);
            }
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, value);
        }
    }

    static void gatherQ4(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        int z = c.globalIdz % a.get(2);
        int v = c.globalIdz / a.get(2);
        if (x < a.get(0) && y < a.get(1)) {
            int id = w.get(at(a, SECOND, y));
            float value = 0;
            if (id >= 0) {
                int i = a.get(FIRST + 1) + x * a.get(FIRST + 2) + id * a.get(FIRST + 3);
                value = Numbers.q4(f, w, a.get(FIRST), i);
            }
            int out = at(a, THIRD, x, y, z, v);
            f.set(out, value);
        }
    }

    static void scatterAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int x = c.globalIdx;
        int y = c.globalIdy;
        if (x < a.get(0) && y < a.get(1)) {
            for (int r = 0; r < a.get(FOURTH); r++) {
                int id = w.get(at(a, SECOND, r));
                if (id >= 0) {
                    int to = at(a, THIRD, x, id);
                    f.set(to, f.get(to) + f.get(at(a, FIRST, x, r)));
                }
            }
        }
    }
}
