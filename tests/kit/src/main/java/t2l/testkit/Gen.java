package t2l.testkit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import module java.base;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import t2l.tensor.*;

/// What property tests draw from. Arbitraries for what should shrink (sizes, types); plain functions of a
/// [RandomGenerator] for the numbers that fill them.
public final class Gen {
    private static final double[] SPECIAL = {0, -0.0, 1, -1, 0.5, 1e-3, -1e-3, 8};

    private Gen() {}

    /// A size up to `max` at which a vector loop takes another path: 1, primes, multiples of lane counts, and their
    /// neighbours.
    public static Arbitrary<Integer> size(int max) {
        return Arbitraries.of(IntStream.of(1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 97, 127,
                128, 129, 255, 256, 257).filter(n -> n <= max).boxed().toList());
    }

    /// Shapes of one to `axes` axes, each a [#size].
    public static Arbitrary<int[]> shape(int axes, int max) {
        return size(max).array(int[].class).ofMinSize(1).ofMaxSize(axes);
    }

    /// Tensors of these shapes, which the garbage collector frees; see [#tensor].
    public static Arbitrary<Tensor> tensors(DType dtype, Arbitrary<int[]> shapes) {
        return Combinators.combine(shapes, Arbitraries.longs())
                .as((shape, seed) -> tensor(Arena.ofAuto(), dtype, new SplittableRandom(seed), shape));
    }

    /// Every element type of which a tensor of numbers may be.
    public static Arbitrary<DType> readable() {
        return Arbitraries.of(DType.values()).filter(t -> t != DType.I32);
    }

    /// Every element type in which single numbers can be written.
    public static Arbitrary<DType> writable() {
        return readable().filter(t -> !t.quantised());
    }

    /// Normal numbers with some special ones among them, in any type; the last axis of a quantised tensor must be a
    /// multiple of its block.
    public static Tensor tensor(SegmentAllocator from, DType dtype, RandomGenerator random, int... shape) {
        Tensor t = Tensor.allocate(from, dtype, shape);
        if (dtype.quantised()) {
            blocks(t, random);
            return t;
        }
        for (long i = 0, n = t.size(); i < n; i++) {
            t.set(i, random.nextInt(16) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian());
        }
        return t;
    }

    /// Fills a quantised tensor with blocks of any integers and normal scales.
    public static void blocks(Tensor t, RandomGenerator random) {
        MemorySegment data = t.forWriting();
        int[] scales = switch (t.dtype()) {
            case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
            case Q6_K -> new int[] {208};
            case MXFP4 -> new int[0];
            default -> new int[] {0};
        };
        for (long at = 0; at < data.byteSize(); at += t.dtype().blockBytes()) {
            for (int j = 0; j < t.dtype().blockBytes(); j++) {
                data.set(JAVA_BYTE, at + j, (byte) random.nextInt());
            }
            for (int j : scales) {
                float most = t.dtype().blockSize() > DType.BLOCK ? 1024 : 16;
                data.set(JAVA_SHORT_UNALIGNED, at + j, Float.floatToFloat16((float) random.nextGaussian() / most));
            }
            if (scales.length == 0) {
                data.set(JAVA_BYTE, at, (byte) random.nextInt(118, 130)); // the exponent of MXFP4
            }
        }
    }

    /// Whole numbers `low … high − 1`.
    public static Tensor ids(SegmentAllocator from, RandomGenerator random, int low, int high, int... shape) {
        Tensor t = Tensor.allocate(from, DType.I32, shape);
        for (long i = 0, n = t.size(); i < n; i++) {
            t.set(i, random.nextInt(low, high));
        }
        return t;
    }

    /// The same numbers in another layout: a slice of something wider along a random axis and, for matrices and batches
    /// of them, sometimes stored transposed.
    public static Tensor scattered(SegmentAllocator from, RandomGenerator random, Tensor t) {
        boolean turned = t.rank() >= 2 && t.rank() <= 3 && random.nextBoolean();
        int[] shape = (turned ? t.t() : t).dims();
        int axis = random.nextInt(shape.length);
        int size = shape[axis];
        int before = random.nextInt(4);
        shape[axis] += before + random.nextInt(4);
        Tensor slice = tensor(from, t.dtype(), random, shape).narrow(axis, before, size);
        Tensor view = turned ? slice.t() : slice;
        for (long i = 0, n = t.size(); i < n; i++) {
            view.set(i, t.get(i));
        }
        return view;
    }
}
