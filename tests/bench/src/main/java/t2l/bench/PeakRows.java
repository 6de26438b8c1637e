package t2l.bench;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.backend.Backends;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Elementwise.Fill;

/// `peak`: the ceilings of the machine, with which other rows are compared.
///
/// `fma` does multiply-adds in registers, in every thread. `read` reads a range of memory from beginning to end, each
/// thread a piece: 32 MiB, which some processors hold in a cache, and more than any of them holds.
final class PeakRows {
    private static final int MULTIPLY_ADDS = 20_000;

    /// Elements in a piece of memory are a multiple of this.
    private static final int GRAIN = 1024;

    /// Number of multiply-adds per accumulator on a device.
    private static final int DEVICE_ROUNDS = 200;

    /// Bytes of the largest range that is read.
    private static final int MOST = 1 << 29;

    private PeakRows() {}

    static List<Row> rows(BenchSettings plan) {
        return IntStream.of(1, plan.threads()).distinct().boxed().flatMap(n -> Stream.of(fma(n),
                read(n, plan.size(1 << 25, 1 << 20)), read(n, plan.size(MOST, 1 << 22)))).toList();
    }

    /// The loops whose rates are the ceilings of work of this cost, on the device that does it. The first one
    /// multiplies and adds. None if there are no such loops here.
    static List<Row> beside(RowContext scene, Cost cost) {
        BenchSettings plan = scene.plan();
        if (scene.kernels().traffic().isPresent()) {
            return ofDevice(plan);
        }
        if (Backends.ceiling().isEmpty()) {
            return List.of();
        }
        Row fma = fma(plan.threads());
        return cost.bytes() > 0 ? List.of(fma, read(plan.threads(), cost.swept())) : List.of(fma);
    }

    private static Row fma(int n) {
        return new Row("peak/fma/" + threads(n), scene -> {
            Ceiling ceiling = ceiling();
            Parallel threads = scene.machine().threads(n);
            double flops = n * MULTIPLY_ADDS * ceiling.multiplyAdd(1);
            double[] done = new double[n];
            return Job.of(Cost.flops(flops),
                    () -> share(threads, i -> done[i] = ceiling.multiplyAdd(MULTIPLY_ADDS)),
                    () -> same("multiply-adds", flops, IntStream.range(0, n).mapToDouble(i -> done[i]).sum()));
        });
    }

    /// Reads about `bytes`.
    private static Row read(int n, double bytes) {
        int each = GRAIN * Math.clamp(Math.round(bytes / (4.0 * n * GRAIN)), 1, MOST / (4 * n * GRAIN));
        return new Row("peak/read/" + Math.round(bytes / (1 << 20)) + "MiB/" + threads(n), scene -> {
            Ceiling ceiling = ceiling();
            Parallel threads = scene.machine().threads(n);
            Tensor ones = Tensor.allocate(scene.arena(), DType.F32, n * each);
            scene.kernels().run(new Fill(1, ones));
            List<MemorySegment> pieces = IntStream.range(0, n)
                    .mapToObj(i -> ones.forReading().asSlice(4L * i * each, 4L * each)).toList();
            double[] sums = new double[n];
            return Job.of(Cost.bytes(4.0 * n * each),
                    () -> share(threads, i -> sums[i] = ceiling.read(pieces.get(i))),
                    () -> same("the sum of ones", n * each, IntStream.range(0, n).mapToDouble(i -> sums[i]).sum()));
        });
    }

    /// Multiply-adds of a device, if it supports that, and a copy within its memory, which reads and writes.
    static List<Row> ofDevice(BenchSettings plan) {
        return List.of(deviceFma(plan), deviceCopy(plan));
    }

    private static Row deviceFma(BenchSettings plan) {
        return new Row("peak/fma/device", scene -> {
            int rounds = plan.size(DEVICE_ROUNDS, 1);
            double flops = scene.kernels().multiplyAdds(rounds).orElse(0);
            return Job.of(Cost.flops(flops), () -> scene.kernels().multiplyAdds(rounds), () -> {});
        });
    }

    private static Row deviceCopy(BenchSettings plan) {
        return new Row("peak/copy/device", scene -> {
            int size = plan.size(1 << 24, 1 << 16);
            Tensor ones = Tensor.allocate(scene.arena(), DType.F32, size);
            Tensor copy = Tensor.allocate(scene.arena(), DType.F32, size);
            scene.kernels().run(new Fill(1, ones));
            return Job.of(Cost.bytes(8.0 * size), () -> scene.kernels().run(new Copy(ones, copy)),
                    () -> same("a copied one", 1, copy.get(size - 1)));
        });
    }

    private static String threads(int n) {
        return n == 1 ? "1-thread" : n + "-threads";
    }

    private static Ceiling ceiling() {
        return Backends.ceiling().orElseThrow(() -> new T2lException(
                "bench peak: needs the Vector API, this JVM runs without it; start it with"
                        + " --add-modules=jdk.incubator.vector"));
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
            throw new T2lException("bench peak: needs " + want + " for " + what + ", got " + got);
        }
    }
}
