package t2l.tensor.simd.product;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.Memory.PackedSpace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.simd.SimdKernels;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.product.Placed.Layout;

/// One product for each loop of the fast matrix product. As a program it prints a checksum of all their results, so that
/// a test can compare JVMs with different registers.
final class MatmulSamples {
    /// `out += alpha·a·b`, or `out = a·b` with `batch` and sizes `m n k`.
    record Sample(DType weight, int batch, int m, int n, int k, Layout a, Layout b) {
        /// Computes with fresh operands, the same ones each time.
        Placed run(Arena arena, Kernels kernels) {
            SplittableRandom random = new SplittableRandom(m + 31L * n + 977L * k);
            Tensor x = Placed.in(arena, random, a, DType.F32, batch, m, k).view();
            Tensor y = Placed.in(arena, random, b, weight, batch, k, n).view();
            Placed out = Placed.in(arena, random, Layout.ROWS, DType.F32, batch, m, n);
            kernels.run(new MatMul(x, y, out.view()));
            kernels.run(MatMul.add(0.3, x, y, out.view()));
            return out;
        }
    }

    private static final List<Sample> LOOPS = List.of(
            new Sample(DType.F32, 0, 150, 200, 300, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 0, 150, 1000, 64, Layout.ROWS, Layout.ROWS),
            new Sample(DType.F32, 0, 70, 90, 270, Layout.COLUMNS, Layout.ROWS),
            new Sample(DType.F32, 0, 402, 330, 530, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 0, 402, 330, 530, Layout.COLUMNS, Layout.ROWS),
            new Sample(DType.F32, 0, 40, 50, 60, Layout.SPREAD, Layout.SPREAD),
            new Sample(DType.F32, 9, 13, 100, 8, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 9, 13, 8, 100, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 9, 13, 8, 100, Layout.ROWS, Layout.ROWS),
            new Sample(DType.F32, 9, 8, 100, 13, Layout.COLUMNS, Layout.ROWS),
            new Sample(DType.F32, 0, 500, 8, 128, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 0, 5, 200, 133, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F32, 0, 1, 300, 333, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.BF16, 0, 1, 300, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F16, 0, 1, 300, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q8_0, 0, 1, 300, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q4_0, 0, 1, 300, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q4_1, 0, 1, 300, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q8_0, 0, 6, 100, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F16, 0, 15, 102, 640, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q4_1, 0, 3, 101, 640, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.BF16, 0, 60, 100, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.F16, 0, 60, 100, 320, Layout.ROWS, Layout.COLUMNS),
            new Sample(DType.Q4_0, 0, 60, 320, 100, Layout.ROWS, Layout.ROWS),
            new Sample(DType.Q4_1, 0, 60, 320, 100, Layout.ROWS, Layout.ROWS));

    /// Each type of blocks that [DType] lists after Q4_1: one row, few, many, and along its rows.
    private static final List<Sample> BLOCKS = Arrays.stream(DType.values())
            .filter(type -> type.compareTo(DType.Q4_1) > 0)
            .flatMap(type -> Stream.of(new Sample(type, 0, 1, 300, 1536, Layout.ROWS, Layout.COLUMNS),
                    new Sample(type, 0, 6, 101, 1280, Layout.ROWS, Layout.COLUMNS),
                    new Sample(type, 0, 60, 100, 768, Layout.ROWS, Layout.COLUMNS),
                    new Sample(type, 0, 60, 768, 100, Layout.ROWS, Layout.ROWS)))
            .toList();

    /// Sizes about which blocks of rows, columns and sums end: full ones fill the memory of a thread.
    private static final int[] ENDS = {16, 64, 96, 192, 256, 384, 512};
    private static final int EDGES = 40;

    static final List<Sample> ALL = Stream.of(LOOPS.stream(), BLOCKS.stream(), edges()).flatMap(s -> s).toList();

    private static Stream<Sample> edges() {
        SplittableRandom random = new SplittableRandom(7);
        Layout[] layouts = {Layout.ROWS, Layout.COLUMNS};
        return Stream.concat(Stream.of(new Sample(DType.F32, 0, 192, 384, 256, Layout.ROWS, Layout.COLUMNS)),
                Stream.generate(() -> new Sample(DType.F32, 0, edge(random), edge(random), edge(random),
                        layouts[random.nextInt(2)], layouts[random.nextInt(2)])).limit(EDGES));
    }

    private static int edge(SplittableRandom random) {
        return ENDS[random.nextInt(ENDS.length)] - random.nextInt(9);
    }

    /// Rows of products with a weight that may be packed: few, one block of them, more.
    static final List<Integer> PACKED = List.of(2, 5, 8, 13, 16, 17, 100, 200);

    /// The last of some products with the same weight, which is packed by then if `packed`.
    static Placed repeated(Arena arena, Kernels kernels, int m, boolean packed) {
        SplittableRandom random = new SplittableRandom(m);
        Tensor x = Placed.in(arena, random, Layout.WINDOW, DType.F32, 0, m, 544).view();
        Placed weight = Placed.in(arena, random, Layout.COLUMNS, DType.Q8_0, 0, 544, 650);
        Placed out = Placed.in(arena, random, Layout.WINDOW, DType.F32, 0, m, 650);
        if (packed) {
            weight.base().memory().packInto(new PackedSpace(arena, 1 << 20));
        }
        for (int i = 0; i < 4; i++) {
            kernels.run(new MatMul(x, weight.view(), out.view()));
        }
        kernels.run(MatMul.add(0.3, x, weight.view(), out.view()));
        return out;
    }

    static long checksum(int threads) {
        CRC32 sum = new CRC32();
        try (Parallel parallel = new Parallel(threads); Arena arena = Arena.ofShared()) {
            Kernels kernels = new SimdKernels(new ReferenceKernels(), parallel);
            for (Sample sample : ALL) {
                sum.update(sample.run(arena, kernels).base().forReading().asByteBuffer());
            }
            for (int m : PACKED) {
                sum.update(repeated(arena, kernels, m, true).base().forReading().asByteBuffer());
            }
        }
        return sum.getValue();
    }

    public static void main(String[] args) {
        System.out.println(Lanes.F.vectorBitSize() + " " + checksum(2));
    }
}
