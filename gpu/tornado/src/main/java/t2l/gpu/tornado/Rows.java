package t2l.gpu.tornado;

import static t2l.gpu.tornado.Numbers.at;

import t2l.tensor.kernel.CrossEntropy;
import t2l.gpu.Device;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Kernels that add along rows or along columns. A row belongs to a group of [Device#LANES] work-items, each of which takes
/// every LANES-th element; a column belongs to one work-item. Arguments as in [Elements], but the width in place of the
/// sizes; those of `rows.cl`.
///
/// A group adds, or finds the largest, in rounds: in each, every work-item takes that of a partner, half as far away as in
/// the round before. Those few lines stand in each kernel, and none of them reads `shared[0]`: TornadoVM 5.2.0 takes the
/// place in a group's array for one in bytes where the array was a method's parameter or the place is a constant, and then
/// reads and writes outside of it.
final class Rows {
    static final int LANES = Device.LANES;

    /// Below every number there is; not infinite, which TornadoVM's compiler options do not provide for.
    static final float LOWEST = -3.4028235e38f;

    private static final int FIRST = 1;
    private static final int SECOND = FIRST + Numbers.TENSOR;
    private static final int THIRD = SECOND + Numbers.TENSOR;
    private static final int FOURTH = THIRD + Numbers.TENSOR;
    private static final int FIFTH = FOURTH + Numbers.TENSOR;
    private static final int SIXTH = FIFTH + Numbers.TENSOR;
    private static final int SEVENTH = SIXTH + Numbers.TENSOR;

    private Rows() {}

    static void rmsNorm(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float squares = 0;
        for (int j = lane; j < width; j += LANES) {
            float x = f.get(at(a, FIRST, j, r));
            squares += x * x;
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = squares;
            c.localBarrier();
            squares += shared[lane ^ other];
            c.localBarrier();
        }
        float s = 1 / TornadoMath.sqrt(squares / width + n.get(0));
        if (lane == 0) {
            f.set(at(a, FOURTH, r), s);
        }
        for (int j = lane; j < width; j += LANES) {
            f.set(at(a, THIRD, j, r), f.get(at(a, FIRST, j, r)) * s * f.get(at(a, SECOND, j)));
        }
    }

    static void rmsNormGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float dots = 0;
        for (int j = lane; j < width; j += LANES) {
            dots += f.get(at(a, SECOND, j)) * f.get(at(a, FOURTH, j, r)) * f.get(at(a, FIRST, j, r));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = dots;
            c.localBarrier();
            dots += shared[lane ^ other];
            c.localBarrier();
        }
        float mean = dots / width;
        float s = f.get(at(a, THIRD, r));
        for (int j = lane; j < width; j += LANES) {
            int to = at(a, FIFTH, j, r);
            f.set(to, f.get(to) + s * (f.get(at(a, SECOND, j)) * f.get(at(a, FOURTH, j, r))
                    - f.get(at(a, FIRST, j, r)) * s * s * mean));
        }
    }

    static void layerNorm(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float sum = 0;
        for (int j = lane; j < width; j += LANES) {
            sum += f.get(at(a, FIRST, j, r));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        float m = sum / width;
        float squares = 0;
        for (int j = lane; j < width; j += LANES) {
            float d = f.get(at(a, FIRST, j, r)) - m;
            squares += d * d;
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = squares;
            c.localBarrier();
            squares += shared[lane ^ other];
            c.localBarrier();
        }
        float s = 1 / TornadoMath.sqrt(squares / width + n.get(0));
        if (lane == 0) {
            f.set(at(a, FIFTH, r), m);
            f.set(at(a, SIXTH, r), s);
        }
        for (int j = lane; j < width; j += LANES) {
            f.set(at(a, FOURTH, j, r),
                    (f.get(at(a, FIRST, j, r)) - m) * s * f.get(at(a, SECOND, j)) + f.get(at(a, THIRD, j)));
        }
    }

    static void layerNormGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float m = f.get(at(a, THIRD, r));
        float s = f.get(at(a, FOURTH, r));
        float sum = 0;
        float dots = 0;
        for (int j = lane; j < width; j += LANES) {
            float g = f.get(at(a, SECOND, j)) * f.get(at(a, FIFTH, j, r));
            sum += g;
            dots += g * (f.get(at(a, FIRST, j, r)) - m) * s;
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        float meanG = sum / width;
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = dots;
            c.localBarrier();
            dots += shared[lane ^ other];
            c.localBarrier();
        }
        float meanGx = dots / width;
        for (int j = lane; j < width; j += LANES) {
            int to = at(a, SIXTH, j, r);
            f.set(to, f.get(to) + s * (f.get(at(a, SECOND, j)) * f.get(at(a, FIFTH, j, r)) - meanG
                    - (f.get(at(a, FIRST, j, r)) - m) * s * meanGx));
        }
    }

    static void softmax(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float most = LOWEST;
        for (int j = lane; j < width; j += LANES) {
            most = TornadoMath.max(most, f.get(at(a, FIRST, j, r)));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = most;
            c.localBarrier();
            most = TornadoMath.max(most, shared[lane ^ other]);
            c.localBarrier();
        }
        float sum = 0;
        for (int j = lane; j < width; j += LANES) {
            sum += TornadoMath.exp(f.get(at(a, FIRST, j, r)) - most);
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        float share = 1 / sum;
        for (int j = lane; j < width; j += LANES) {
            f.set(at(a, SECOND, j, r), TornadoMath.exp(f.get(at(a, FIRST, j, r)) - most) * share);
        }
    }

    static void softmaxGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float dots = 0;
        for (int j = lane; j < width; j += LANES) {
            dots += f.get(at(a, FIRST, j, r)) * f.get(at(a, SECOND, j, r));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = dots;
            c.localBarrier();
            dots += shared[lane ^ other];
            c.localBarrier();
        }
        float mean = dots;
        for (int j = lane; j < width; j += LANES) {
            int to = at(a, THIRD, j, r);
            f.set(to, f.get(to) + f.get(at(a, FIRST, j, r)) * (f.get(at(a, SECOND, j, r)) - mean));
        }
    }

    static void crossEntropy(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float most = LOWEST;
        for (int j = lane; j < width; j += LANES) {
            most = TornadoMath.max(most, f.get(at(a, FIRST, j, r)));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = most;
            c.localBarrier();
            most = TornadoMath.max(most, shared[lane ^ other]);
            c.localBarrier();
        }
        float sum = 0;
        float all = 0;
        for (int j = lane; j < width; j += LANES) {
            float z = f.get(at(a, FIRST, j, r));
            sum += TornadoMath.exp(z - most);
            all += z;
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        float lse = most + TornadoMath.log(sum);
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = all;
            c.localBarrier();
            all += shared[lane ^ other];
            c.localBarrier();
        }
        float mean = all / width;
        if (lane == 0) {
            int target = w.get(at(a, SECOND, r));
            float loss = 0;
            if (target != CrossEntropy.IGNORE) {
                float z = f.get(at(a, FIRST, target, r));
                loss = lse - (1 - n.get(0)) * z - n.get(0) * mean;
            }
            f.set(at(a, FOURTH, r), lse);
            f.set(at(a, THIRD, r), loss);
        }
    }

    static void l1(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int r = c.groupIdx;
        int width = a.get(0);
        float sum = 0;
        for (int j = lane; j < width; j += LANES) {
            sum += TornadoMath.abs(f.get(at(a, FIRST, j, r)) - f.get(at(a, SECOND, j, r)));
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        if (lane == 0) {
            f.set(at(a, THIRD, r), sum / width);
        }
    }

    /// Over all of two tensors, whose sizes along four axes come first: each group adds its part of the products, along the
    /// rows if those are long, else whole rows. Behind the tensors stand the place for the parts and how many there are.
    static void dotParts(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        int left = 4;
        int right = left + Numbers.TENSOR;
        int parts = right + Numbers.TENSOR;
        int groups = a.get(parts + 1);
        int first = c.groupIdx;
        int next = groups;
        int start = lane;
        int step = LANES;
        if (a.get(0) >= groups * LANES) {
            first = 0;
            next = 1;
            start = c.groupIdx * LANES + lane;
            step = groups * LANES;
        }
        float sum = 0;
        for (int i = first; i < a.get(1) * a.get(2) * a.get(3); i += next) {
            int y = i % a.get(1);
            int z = i / a.get(1) % a.get(2);
            int v = i / (a.get(1) * a.get(2));
            for (int j = start; j < a.get(0); j += step) {
                sum += f.get(at(a, left, j, y, z, v)) * f.get(at(a, right, j, y, z, v));
            }
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        if (lane == 0) {
            f.set(a.get(parts) + c.groupIdx, sum);
        }
    }

    /// The sum of those parts; their place and number come first.
    static void dotSum(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        float[] shared = c.allocateFloatLocalArray(LANES);
        int lane = c.localIdx;
        float sum = 0;
        for (int i = lane; i < a.get(1); i += LANES) {
            sum += f.get(a.get(0) + i);
        }
        for (int other = LANES / 2; other > 0; other >>= 1) {
            shared[lane] = sum;
            c.localBarrier();
            sum += shared[lane ^ other];
            c.localBarrier();
        }
        if (lane == 0) {
            f.set(a.get(2) + a.get(3), sum);
        }
    }

    static void sumRowsAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int j = c.globalIdx;
        if (j < a.get(0)) {
            float sum = 0;
            for (int r = 0; r < a.get(THIRD); r++) {
                sum += f.get(at(a, FIRST, j, r));
            }
            int toSum = at(a, SECOND, j);
            f.set(toSum, f.get(toSum) + sum);
        }
    }

    static void rmsNormWeightGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int j = c.globalIdx;
        if (j < a.get(0)) {
            float sum = 0;
            for (int r = 0; r < a.get(FIFTH); r++) {
                sum += f.get(at(a, THIRD, j, r)) * f.get(at(a, FIRST, j, r)) * f.get(at(a, SECOND, r));
            }
            int toSum = at(a, FOURTH, j);
            f.set(toSum, f.get(toSum) + sum);
        }
    }

    static void layerNormWeightGradAdd(KernelContext c, FloatArray f, IntArray w, IntArray a, FloatArray n) {
        int j = c.globalIdx;
        if (j < a.get(0)) {
            float scale = 0;
            float shift = 0;
            for (int r = 0; r < a.get(SEVENTH); r++) {
                scale += f.get(at(a, FOURTH, j, r)) * (f.get(at(a, FIRST, j, r)) - f.get(at(a, SECOND, r)))
                        * f.get(at(a, THIRD, r));
                shift += f.get(at(a, FOURTH, j, r));
            }
            int toScale = at(a, FIFTH, j);
            f.set(toScale, f.get(toScale) + scale);
            int toShift = at(a, SIXTH, j);
            f.set(toShift, f.get(toShift) + shift);
        }
    }
}
