package t2l.gpu.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Kernels that copy between a small array, which TornadoVM transfers as a whole, and a place in a large one. Their
/// arguments are that place and the number of words.
final class Transfers {
    private Transfers() {}

    /// Uses the arrays, so that they are on the device without having been copied there.
    static void begin(KernelContext c, FloatArray f, IntArray w, FloatArray left, FloatArray right, FloatArray result) {
        f.set(c.globalIdx, 0);
        w.set(c.globalIdx, 0);
        left.set(c.globalIdx, 0);
        right.set(c.globalIdx, 0);
        result.set(c.globalIdx, 0);
    }

    /// Changes nothing.
    static void keep(KernelContext c, FloatArray f) {
        if (c.globalIdx < 0) {
            f.set(0, f.get(0));
        }
    }

    static void floatsIn(KernelContext c, FloatArray f, FloatArray carried, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(1)) {
            f.set(a.get(0) + i, carried.get(i));
        }
    }

    static void floatsOut(KernelContext c, FloatArray f, FloatArray carried, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(1)) {
            carried.set(i, f.get(a.get(0) + i));
        }
    }

    static void wordsIn(KernelContext c, IntArray w, IntArray carried, IntArray a) {
        int i = c.globalIdx;
        if (i < a.get(1)) {
            w.set(a.get(0) + i, carried.get(i));
        }
    }
}
