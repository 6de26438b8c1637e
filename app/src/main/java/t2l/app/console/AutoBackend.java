package t2l.app.console;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backend;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.WholeFile;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Norms.RmsNorm;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.Unary;

/// Chooses the backend for `--backend auto`: a device only if it has been faster than the CPU on this machine. Each
/// device is tried once, with layers like a model's, and the result is stored in a file by device, driver and version
/// of t2l. A slower device is not tried again unless drivers have been installed or removed, and a device whose driver
/// crashed the program is never tried again. Drivers that present the CPU as a device are not tried.
public final class AutoBackend {
    private static final int TOKENS = 64;
    private static final int WIDTH = 512;
    private static final int INNER = 1536;
    private static final int LAYERS = 4;

    /// Each side runs for this many seconds at a time, until it gets no faster and the JIT compilers are idle, between these
    /// limits.
    private static final double WINDOW = 0.15;
    private static final double LEAST = 0.6;
    private static final double MOST = 9;

    /// The relative difference allowed between results: sums of a few thousand products in F32.
    private static final double CLOSE = 1e-3;

    private final Path file;
    private final String version;
    private final Consumer<String> say;
    private final Clock clock;

    /// The time of one run on these kernels.
    interface Clock {
        double seconds(Kernels kernels, Runnable work);
    }

    /// @param file    stores the results
    /// @param version of t2l, because another version may have faster kernels
    /// @param say     receives a message about each trial
    AutoBackend(Path file, String version, Consumer<String> say) {
        this(file, version, say, (_, work) -> seconds(work));
    }

    AutoBackend(Path file, String version, Consumer<String> say, Clock clock) {
        this.file = file;
        this.version = version;
        this.say = say;
        this.clock = clock;
    }

    /// The first of `backends` that is faster than `processor`, opened over it; else `processor`. Throws [T2lException] if
    /// the file cannot be read or written.
    Kernels choose(List<Backend> backends, Kernels processor, Parallel threads) {
        for (Backend backend : backends) {
            Optional<String> drivers = backend.drivers().map(d -> version + " " + d);
            if (drivers.isPresent() && faster(backend, drivers.get(), processor, threads)) {
                return backend.open(processor, threads);
            }
        }
        return processor;
    }

    /// For each candidate of `backends`, a sentence that says whether it is used and why.
    public List<String> verdicts(List<Backend> backends) {
        Properties all = read();
        return backends.stream().flatMap(backend -> backend.drivers().stream().map(d -> {
            String untried = backend.name() + ": not tried yet";
            return (version + " " + d).equals(all.getProperty(backend.name() + ".drivers"))
                    ? all.getProperty(backend.name() + ".verdict", untried)
                    : untried;
        })).toList();
    }

    private boolean faster(Backend backend, String drivers, Kernels processor, Parallel threads) {
        Properties all = read();
        String name = backend.name();
        boolean known = drivers.equals(all.getProperty(name + ".drivers"));
        boolean faster = Boolean.parseBoolean(all.getProperty(name + ".faster"));
        if (known && !faster) {
            return false;
        }
        if (!known) { // before a driver is first called, which may take the program down
            remember(all, name, drivers, "", false, name + ": its trial never ended, so the processor computes");
        }
        Backend.Availability found = backend.probe();
        String device = found instanceof Backend.Availability.Ready(String detail) ? detail : "";
        if (known && device.equals(all.getProperty(name + ".device"))) {
            return true;
        }
        boolean tried = !device.isEmpty() && backend.apart();
        double ratio = tried ? ratio(backend, processor, threads) : 0;
        String verdict = found instanceof Backend.Availability.Missing(String why, String remedy)
                ? name + ": not available: " + why + "; " + remedy
                : name + " on " + device + ": the processor itself, and not tried";
        if (tried) {
            verdict = String.format(Locale.ROOT, "%s on %s: %.2f times as fast as the processor in a trial, %s", name,
                    device, ratio, ratio > 1 ? "so it computes" : "which therefore computes");
            say.accept("backend auto: " + verdict);
        }
        remember(all, name, drivers, device, ratio > 1, verdict);
        return ratio > 1;
    }

    private void remember(Properties all, String name, String drivers, String device, boolean faster, String verdict) {
        all.setProperty(name + ".drivers", drivers);
        all.setProperty(name + ".device", device);
        all.setProperty(name + ".faster", String.valueOf(faster));
        all.setProperty(name + ".verdict", verdict);
        write(all);
    }

    /// The speed of the device relative to the CPU; 0 if it fails or its results are wrong.
    private double ratio(Backend backend, Kernels processor, Parallel threads) {
        try (Arena arena = Arena.ofShared()) {
            Layers here = new Layers(arena);
            Layers there = new Layers(arena);
            try (Kernels device = backend.open(processor, threads)) {
                double theirs = clock.seconds(device, () -> there.run(device));
                double ours = clock.seconds(processor, () -> here.run(processor));
                return there.agrees(here) ? ours / theirs : 0;
            }
        } catch (T2lException e) {
            say.accept(e.getMessage());
            return 0;
        }
    }

    /// The shortest time of one run.
    private static double seconds(Runnable work) {
        return Compilers.settle(LEAST, MOST, () -> {
            double best = Double.POSITIVE_INFINITY;
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < WINDOW * 1e9) {
                long start = System.nanoTime();
                work.run();
                best = Math.min(best, (System.nanoTime() - start) * 1e-9);
            }
            return best;
        });
    }

    /// Layers of a norm, two products and a gate, with separate weights.
    private static final class Layers {
        private final Tensor x;
        private final Tensor start;
        private final Tensor normed;
        private final Tensor rstd;
        private final Tensor inner;
        private final Tensor ones;
        private final Tensor up;
        private final Tensor down;

        Layers(Arena arena) {
            var random = new SplittableRandom(1);
            start = random(arena, random, 1, TOKENS, WIDTH);
            up = random(arena, random, 0.05, INNER, WIDTH);
            down = random(arena, random, 0.05, WIDTH, INNER);
            x = Tensor.allocate(arena, DType.F32, TOKENS, WIDTH);
            normed = Tensor.allocate(arena, DType.F32, TOKENS, WIDTH);
            inner = Tensor.allocate(arena, DType.F32, TOKENS, INNER);
            rstd = Tensor.allocate(arena, DType.F32, TOKENS);
            ones = Tensor.allocate(arena, DType.F32, WIDTH);
            ones.fill(1);
        }

        private static Tensor random(Arena arena, SplittableRandom random, double size, int... dims) {
            Tensor t = Tensor.allocate(arena, DType.F32, dims);
            for (int i = 0; i < t.size(); i++) {
                t.set(i, size * random.nextGaussian());
            }
            return t;
        }

        void run(Kernels kernels) {
            kernels.run(new Copy(start, x));
            for (int layer = 0; layer < LAYERS; layer++) {
                kernels.run(new RmsNorm(x, ones, 1e-5, normed, rstd));
                kernels.run(new MatMul(normed, up.t(), inner));
                kernels.run(new Pointwise(Unary.SILU, inner, inner));
                kernels.run(MatMul.add(1, inner, down.t(), x));
            }
            x.get(0);
        }

        boolean agrees(Layers other) {
            double size = IntStream.range(0, (int) x.size()).mapToDouble(i -> Math.abs(other.x.get(i))).max().orElse(0);
            return IntStream.range(0, (int) x.size())
                    .allMatch(i -> Math.abs(x.get(i) - other.x.get(i)) <= CLOSE * size);
        }
    }

    private Properties read() {
        Properties all = new Properties();
        if (Files.exists(file)) {
            try (Reader text = Files.newBufferedReader(file)) {
                all.load(text);
            } catch (IOException e) {
                throw new T2lException(file + ": needs to be read for --backend auto: " + e.getMessage(), e);
            }
        }
        return all;
    }

    private void write(Properties all) {
        StringWriter text = new StringWriter();
        try {
            Files.createDirectories(file.getParent());
            all.store(text, null);
        } catch (IOException e) {
            throw new T2lException(file + ": needs a directory that can be made: " + e.getMessage(), e);
        }
        WholeFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
