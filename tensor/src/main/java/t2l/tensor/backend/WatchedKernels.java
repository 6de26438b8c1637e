package t2l.tensor.backend;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.*;

/// Counts the bytes of heap that kernels take, and says once in a process if they take many for long. Compiled kernels take
/// none, unless the compiler has boxed them: made an object of each vector, which makes them several times slower until the
/// process ends.
///
/// About one call in sixteen is measured, at random, on the calling thread alone: it takes its share of every kernel's rows, and
/// what it takes from the heap in a second of its time says the same for any model and any number of threads. (A virtual thread
/// has no count of its own; that of all threads stands in for it.)
final class WatchedKernels extends KernelsOver {
    /// Calls before the first that may be measured, so that short runs do without the classes for it.
    private static final int FIRST = 4096;

    /// Calls for each that is measured, on average.
    private static final int EACH = 16;

    /// Of the kernels' time, in ns. They are compiled and boxed for good if they have taken too much in [#WINDOWS] of these.
    private static final long WINDOW = 10_000_000_000L;

    private static final int WINDOWS = 3;

    /// Bytes that they may take in a second of their time. Those that are boxed take 5 to 15 GB; the garbage collector keeps up
    /// with less than this unnoticed.
    private static final double MAX_BYTES_A_SECOND = 500e6;

    private static final AtomicBoolean SAID = new AtomicBoolean();

    private final Supplier<LongSupplier> opened;
    private final LongSupplier clock;
    private final Consumer<String> warn;

    /// Opened by the first call that is measured.
    private LongSupplier heap;
    /// Of all calls, estimated; read by any thread.
    private final AtomicLong taken = new AtomicLong();

    private int left = FIRST;
    private long random = 1;
    private long time;
    private long bytes;
    private int windows;
    /// In the window after which it is said.
    private long most;
    private String worst = "";

    WatchedKernels(Kernels under) {
        this(under, WatchedKernels::ofThread, System::nanoTime, sentence -> {
            if (!SAID.getAndSet(true)) {
                System.getLogger("t2l.tensor").log(System.Logger.Level.WARNING, sentence);
            }
        });
    }

    /// @param heap  opens a counter of the bytes that the calling thread has taken
    /// @param clock in ns
    /// @param warn  receives a sentence
    WatchedKernels(Kernels under, Supplier<LongSupplier> heap, LongSupplier clock, Consumer<String> warn) {
        super(under);
        this.opened = heap;
        this.clock = clock;
        this.warn = warn;
    }

    private static LongSupplier ofThread() {
        return ModuleLayer.boot().findModule("jdk.management").isPresent()
                && ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                && bean.isThreadAllocatedMemorySupported()
                        ? () -> Thread.currentThread().isVirtual()
                                ? bean.getTotalThreadAllocatedBytes()
                                : bean.getCurrentThreadAllocatedBytes()
                        : () -> 0;
    }

    @Override
    protected boolean take(Kernel kernel) {
        if (--left > 0) {
            under().run(kernel);
        } else {
            measure(kernel);
        }
        return true;
    }

    private void measure(Kernel kernel) {
        if (heap == null) {
            heap = opened.get();
        }
        long begin = clock.getAsLong();
        long before = heap.getAsLong();
        under().run(kernel);
        long more = heap.getAsLong() - before;
        time += EACH * (clock.getAsLong() - begin);
        bytes += EACH * more;
        taken.setRelease(taken.getPlain() + EACH * more);
        if (windows == WINDOWS - 1 && more > most) {
            most = more;
            worst = name(kernel);
        }
        if (time >= WINDOW) {
            judge();
        }
        // xorshift: a fixed distance might meet the same kernels of each step
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        left = 1 + (int) Long.remainderUnsigned(random, 2 * EACH - 1);
    }

    private void judge() {
        double rate = bytes / (time / 1e9);
        windows = rate > MAX_BYTES_A_SECOND ? windows + 1 : 0;
        if (windows == WINDOWS) {
            warn.accept(String.format(Locale.ROOT,
                    "simd: the compiler has boxed the vectors of kernels, above all of %s (%.1f GB of"
                            + " objects a second), which makes this process several times slower; start it again with"
                            + " -XX:PerMethodTrapLimit=10000 -XX:PerMethodRecompilationCutoff=10000 and report it",
                    worst, rate / 1e9));
        }
        time = 0;
        bytes = 0;
        most = 0;
    }

    /// `MatMul of f32[1, 576] and q4_1[576, 1536]`; of several side by side, the first.
    private static String name(Kernel kernel) {
        if (kernel instanceof SideBySide(List<Kernel> parts)) {
            return name(parts.getFirst());
        }
        return kernel.getClass().getSimpleName() + kernel.access().reads().stream().map(Tensor::toString)
                .collect(Collectors.joining(" and ", " of ", ""));
    }

    @Override
    public long heap() {
        return taken.getAcquire();
    }
}
