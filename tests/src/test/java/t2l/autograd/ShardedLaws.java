package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.ranks.*;

/// Gradients of shards end in the same bits on any number of ranks.
class ShardedLaws {
    private static final AdamW.AdamSettings ADAM = new AdamW.AdamSettings(0.9, 0.98, 1e-8, 0.02);
    private static final int STEPS = 3;

    /// What is trained: matrices and a vector of random sizes, `n` numbers or a few more.
    private static Layout layout(int n, SplittableRandom random) {
        Layout layout = new Layout();
        for (int left = n, i = 0; left > 0; i++) {
            int rows = random.nextInt(1, 9);
            int columns = random.nextInt(1, Math.max(2, left / rows + 1));
            layout.weight("w" + i, new Init.Normal(1), rows, columns);
            left -= rows * columns;
        }
        layout.weight("bias", Init.ONES, random.nextInt(1, 40));
        return layout;
    }

    /// A gradient, which is a function of the step and the shard.
    private static void fill(Tensor gradient, long seed, int step, int shard) {
        var random = new SplittableRandom(seed * 1000 + step * 100L + shard);
        double size = Math.pow(10, random.nextInt(-3, 3));
        for (int i = 0; i < gradient.size(); i++) {
            gradient.set(i, gradient.get(i) + size * (random.nextDouble() - 0.5));
        }
    }

    /// How a run is updated.
    private interface Make {
        Update update(Arena arena, Ranks ranks, Parameters values);
    }

    /// Norms, values and moments after some steps.
    private static double[] walk(Ranks ranks, int shards, Layout layout, DType dtype, long seed, Make make) {
        try (Arena arena = Arena.ofShared(); Parallel parallel = new Parallel(1 + ranks.rank() % 2)) {
            Kernels k = dtype == DType.F64 ? new ReferenceKernels() : Backends.open("simd", parallel);
            Parameters values = new Parameters(arena, dtype, layout).initialise(seed);
            Update update = make.update(arena, ranks, values);
            List<Double> all = new ArrayList<>();
            int each = shards / ranks.count();
            for (int step = 0; step < STEPS; step++) {
                update.clear(k);
                for (int i = 0; i < each; i++) {
                    fill(update.gradients().flat(), seed, step, ranks.rank() * each + i);
                    update.add(k);
                }
                all.add(update.norm(k, 0.3));
                update.apply(k, 0.01);
            }
            for (double value : values.flat().toDoubles()) all.add(value);
            var moments = update.state();
            for (String name : List.of("m", "v")) {
                for (double value : moments.get(name).flat().toDoubles()) all.add(value);
            }
            return all.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /// Of all ranks, which must agree.
    private static double[] walk(int count, int shards, Layout layout, DType dtype, long seed, Make make) {
        var results = new AtomicReferenceArray<double[]>(count);
        ThreadRanks.run(count, ranks -> results.set(ranks.rank(), walk(ranks, shards, layout, dtype, seed, make)));
        for (int q = 1; q < count; q++) {
            assertArrayEquals(results.get(0), results.get(q), "rank " + q + " of " + count);
        }
        return results.get(0);
    }

    @Property(tries = 40)
    void ranksChangeNoBit(@ForAll @IntRange(min = 1, max = 700) int n, @ForAll @IntRange(max = 4) int digits,
            @ForAll @DoubleRange(min = 0.01, max = 1000) double max, @ForAll long seed) {
        Layout layout = layout(n, new SplittableRandom(seed));
        int shards = 1 << digits;
        Make adam = (arena, ranks, values) -> Sharded.adamW(arena, ranks, shards, values, max, ADAM);
        double[] alone = walk(Ranks.alone(), shards, layout, DType.F32, seed, adam);
        for (int count = 1; count <= shards; count *= 2) {
            assertArrayEquals(alone, walk(count, shards, layout, DType.F32, seed, adam), "ranks " + count);
        }
    }

    @Property(tries = 10)
    void ranksChangeNoBitOfMuon(@ForAll @IntRange(min = 1, max = 300) int n, @ForAll long seed) {
        Layout layout = layout(n, new SplittableRandom(seed));
        Make muon = (arena, ranks, values) -> Sharded.whole(arena, ranks, 8, values, 1,
                new Muon(arena, values, new Muon.MuonSettings(0.95, 3, 0.05, ADAM)));
        double[] alone = walk(Ranks.alone(), 8, layout, DType.F32, seed, muon);
        for (int count : List.of(2, 8)) {
            assertArrayEquals(alone, walk(count, 8, layout, DType.F32, seed, muon), "ranks " + count);
        }
    }

    /// Up to rounding, it is what one block would have added.
    @Property(tries = 20)
    void theTreeAddsWhatOneBlockAdds(@ForAll @IntRange(min = 1, max = 300) int n,
            @ForAll @DoubleRange(min = 0.01, max = 1000) double max, @ForAll long seed) {
        Layout layout = layout(n, new SplittableRandom(seed));
        double[] one = walk(Ranks.alone(), 8, layout, DType.F64, seed,
                (arena, _, values) -> new Accumulated(arena, values, new AdamW(arena, values, ADAM), max));
        double[] tree = walk(4, 8, layout, DType.F64, seed,
                (arena, ranks, values) -> Sharded.adamW(arena, ranks, 8, values, max, ADAM));
        for (int i = 0; i < one.length; i++) {
            assertEquals(one[i], tree[i], 1e-9 * Math.max(1, Math.abs(one[i])), "number " + i);
        }
    }

    @Test
    void theTreeIsThatOfNeighbours() {
        float[] leaves = {1e8f, 1, -1e8f, 3, 7e-9f, 1, 5e7f, -5e7f};
        try (Arena arena = Arena.ofConfined(); Parallel parallel = new Parallel(1)) {
            Kernels k = Backends.open("simd", parallel);
            var tree = new Sharded.Tree(arena, DType.F32, 8, 1, 16);
            for (int round = 0; round < 2; round++) {
                tree.clear();
                for (float leaf : leaves) {
                    tree.add(k, Tensor.of(arena, new float[] {leaf}, 1));
                }
                assertEquals(sum(leaves, 0, 8), (float) tree.root().get(0));
            }
        }
    }

    private static float sum(float[] leaves, int from, int to) {
        int middle = (from + to) / 2;
        return to - from == 1 ? leaves[from] : sum(leaves, from, middle) + sum(leaves, middle, to);
    }

    @Test
    void whatCannotBeDividedIsRefused() {
        for (int[] refused : new int[][] {{1, 0}, {1, 12}, {3, 16}, {4, 2}}) {
            Refused.begins(IllegalArgumentException.class,
                    "shards: needs a power of two that the number of ranks divides, got "
                            + refused[1] + " and " + refused[0] + " rank",
                    () -> ThreadRanks.run(refused[0], ranks -> Sharded.requireDivisible(ranks, refused[1])));
        }
    }
}
