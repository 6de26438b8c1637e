package t2l.tensor.simd.product;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Lanes;

/// Times tiles of different shapes on this processor.
final class TileTrial {
    /// Steps of a tile: a panel of the widest is as large as a first-level cache.
    private static final int STEPS = 256;

    /// Rows of `a`, which stay in a second-level cache.
    private static final int ROWS = 192;

    /// Time for C2 to compile a tile, in ns.
    private static final long COMPILING = 300_000_000;

    /// Samples of each shape, in turns; the best counts: other programs only make one slower.
    private static final int SAMPLES = 12;

    /// Panels that a sample multiplies by all rows.
    private static final int PANELS = 8;

    /// The shape with the most multiply-adds in a second.
    static TileShape fastest(List<TileShape> shapes) {
        try (Arena arena = Arena.ofConfined()) {
            long a = arena.allocate(4L * ROWS * STEPS, 64).address();
            long b = arena.allocate(3 * Lanes.BYTES * STEPS, 64).address();
            long c = arena.allocate(8 * 3 * Lanes.BYTES, 64).address();
            for (TileShape shape : shapes) {
                long begin = System.nanoTime();
                while (System.nanoTime() - begin < COMPILING) {
                    seconds(shape, a, b, c);
                }
            }
            Map<TileShape, Double> best = new EnumMap<>(TileShape.class);
            for (int sample = 0; sample < SAMPLES; sample++) {
                for (TileShape shape : shapes) {
                    best.merge(shape, seconds(shape, a, b, c) / shape.vectors(), Math::min);
                }
            }
            return best.entrySet().stream().min(Comparator.comparingDouble(Map.Entry::getValue)).orElseThrow().getKey();
        }
    }

    /// Seconds for [#PANELS] panels.
    private static double seconds(TileShape shape, long a, long b, long c) {
        long begin = System.nanoTime();
        for (int panel = 0; panel < PANELS; panel++) {
            for (int i = 0; i < ROWS; i += shape.rows()) {
                TileLoops.put(DType.F32, shape.rows(), shape.vectors(), STEPS, a + 4L * STEPS * i, 4L * shape.rows(), b,
                        shape.vectors() * Lanes.BYTES, 0, c, shape.vectors() * Lanes.BYTES);
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
