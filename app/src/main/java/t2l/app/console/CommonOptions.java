package t2l.app.console;

import java.util.concurrent.CountDownLatch;
import module java.base;
import picocli.CommandLine.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;

/// The options of every command.
public final class CommonOptions {
    private static final long SEED = 42;

    /// The options that only help commands that compute.
    public static final List<String> FOR_COMPUTING = List.of("--threads", "--seed", "--backend", "--dtype");

    /// Of `--dtype`, besides types.
    private static final String MIX = "q4_k_m";

    private final Stop stop = new Stop();

    @Option(names = "--threads", paramLabel = "N", converter = Threads.class, order = 90,
            description = "Number of threads (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "N", order = 91, description = "Random seed (default: " + SEED + ").")
    private Optional<Long> seed;

    @Option(names = "--backend", paramLabel = "NAME", converter = BackendName.class, order = 92,
            completionCandidates = BackendName.class,
            description = "Backend: ${COMPLETION-CANDIDATES} (default: auto, which is simd, or scalar for short runs).")
    private String backend = System.getProperty("t2l.backend", "auto");

    @Option(names = "--dtype", paramLabel = "TYPE", converter = FrozenType.class, order = 93,
            completionCandidates = FrozenType.class,
            description = "Type of frozen weights in memory: ${COMPLETION-CANDIDATES} (default: their file's).")
    private String dtype;

    @Option(names = "--json", order = 94, description = "Print the result as JSON.")
    boolean json;

    @Option(names = "--quiet", order = 95, description = "No progress or hints on stderr.")
    boolean quiet;

    @Option(names = "--verbose", order = 96, description = "More messages on stderr; errors with stack traces.")
    private boolean verbose;

    @Option(names = {"-h", "--help"}, usageHelp = true, order = 99, description = "Show this help.")
    public boolean help;

    /// What Ctrl-C does.
    Stop stop() {
        return stop;
    }

    public int threads() {
        return threads;
    }

    public long seed() {
        return seed.orElse(SEED);
    }

    /// The seed, if given.
    public Optional<Long> givenSeed() {
        return seed;
    }

    /// The type of frozen weights in memory, if given. Throws [T2lException] if it is [#mixed].
    public Optional<DType> held() {
        if (mixed()) {
            throw new T2lException("--dtype: needs one type for all weights, such as q4_k; " + MIX
                    + " is a mix of types, for a .gguf file that export or merge writes");
        }
        return Optional.ofNullable(dtype).map(name -> DType.valueOf(name.toUpperCase(Locale.ROOT)));
    }

    /// Whether weights are to be written in llama.cpp's mix Q4_K_M.
    public boolean mixed() {
        return MIX.equals(dtype);
    }

    public boolean verbose() {
        return verbose;
    }

    /// Kernels for `--backend` with `--threads` threads of their own, to be closed by the command; after Ctrl-C they
    /// throw [java.util.concurrent.CancellationException]. Throws [T2lException] if they are not available.
    public Kernels kernels() {
        return kernels(threads);
    }

    /// The same with another number of threads.
    public Kernels kernels(int count) {
        var own = new Parallel(count);
        try {
            return new Session(kernels(own), own, stop::requested);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /// The same on threads of the caller, and Ctrl-C does not stop them.
    public Kernels kernels(Parallel parallel) {
        return Backends.open(backend, parallel);
    }

    private static final class Threads implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (value.matches("[1-9]\\d{0,3}")) return Integer.valueOf(value);
            throw new TypeConversionException("needs a number from 1 to 9999, got " + value);
        }
    }

    private static final class BackendName extends OneOf<String> {
        BackendName() {
            super(Stream.concat(Stream.of("auto", "reference"), Backends.all().stream().map(Backend::name)).toList());
        }
    }

    private static final class FrozenType extends OneOf<String> {
        FrozenType() {
            super(List.of("f32", "bf16", "f16", "q8_0", "q6_k", "q5_k", "q4_k", "q4_0", MIX));
        }
    }

    /// Delays the end of the process after SIGINT or SIGTERM until the work has saved its state.
    ///
    /// The JVM then exits with the code of the signal, 130 for Ctrl-C, or with 0 after [#succeed].
    static final class Stop implements AutoCloseable {
        private final CountDownLatch done = new CountDownLatch(1);
        private final Thread hook = new Thread(this::hold, "stop");
        private final CountDownLatch request = new CountDownLatch(1);
        private volatile boolean success;

        /// From now on until [#close].
        void begin() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        boolean requested() {
            return request.getCount() == 0;
        }

        /// Waits for a signal.
        void await() throws InterruptedException {
            request.await();
        }

        /// That the work has ended after a signal is what the user wanted of it.
        void succeed() {
            success = true;
        }

        private void hold() {
            request.countDown();
            try {
                done.await();
                if (success) {
                    Runtime.getRuntime().halt(0); // the only way to another code than the signal's
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        /// Lets the process exit.
        @Override
        public void close() {
            done.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                return; // the process is ending already
            }
        }
    }
}
