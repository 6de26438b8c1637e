package t2l.bench;

import module java.base;
import t2l.bench.Row.*;
import t2l.tensor.*;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.backend.Backends;
import t2l.tensor.kernel.Elementwise.Fill;

/// The ceilings of the machine, which are measured beside every row: multiply-adds in registers, in every thread, and
/// memory read from beginning to end, each thread a piece.
final class Peaks {
    private static final int MULTIPLY_ADDS = 20_000;

    /// Elements in a piece of memory are a multiple of this.
    private static final int GRAIN = 1024;

    /// Bytes of the largest range that is read.
    private static final int MAX_BYTES = 1 << 29;

    private Peaks() {}

    /// The loops whose rates are the ceilings of work of this cost. The first one multiplies and adds. None on a device, or
    /// if there are no such loops here.
    static List<Job> beside(RowContext scene, Cost cost) {
        return Backends.ceiling().filter(_ -> scene.kernels().traffic().isEmpty()).map(ceiling -> cost.bytes() > 0
                ? List.of(multiplyAdds(scene, ceiling), read(scene, ceiling, cost.swept()))
                : List.of(multiplyAdds(scene, ceiling))).orElse(List.of());
    }

    private static Job multiplyAdds(RowContext scene, Ceiling ceiling) {
        int n = scene.plan().threads();
        double flops = n * MULTIPLY_ADDS * ceiling.multiplyAdd(1);
        double[] done = new double[n];
        return new Job(Cost.flops(flops),
                () -> share(scene.threads(), i -> done[i] = ceiling.multiplyAdd(MULTIPLY_ADDS)),
                () -> same("multiply-adds", flops, IntStream.range(0, n).mapToDouble(i -> done[i]).sum()));
    }

    /// Reads about `bytes`.
    private static Job read(RowContext scene, Ceiling ceiling, double bytes) {
        int n = scene.plan().threads();
        int each = GRAIN * Math.clamp(Math.round(bytes / (4.0 * n * GRAIN)), 1, MAX_BYTES / (4 * n * GRAIN));
        Tensor ones = Tensor.allocate(scene.arena(), DType.F32, n * each);
        scene.kernels().run(new Fill(1, ones));
        List<MemorySegment> pieces = IntStream.range(0, n)
                .mapToObj(i -> ones.forReading().asSlice(4L * i * each, 4L * each)).toList();
        double[] sums = new double[n];
        return new Job(Cost.bytes(4.0 * n * each),
                () -> share(scene.threads(), i -> sums[i] = ceiling.read(pieces.get(i))),
                () -> same("the sum of ones", n * each, IntStream.range(0, n).mapToDouble(i -> sums[i]).sum()));
    }

    private static void share(Parallel threads, IntConsumer piece) {
        threads.rows(threads.threads(), 1, (_, from, to) -> {
            for (int i = from; i < to; i++) {
                piece.accept(i);
            }
        });
    }

    private static void same(String what, double want, double got) {
        if (got != want) {
            throw new T2lException("bench: needs " + want + " for " + what + ", got " + got);
        }
    }
}
