package t2l.tensor.x86;

import module java.base;
import t2l.tensor.DType;

/// The functions that multiply rounded activations on this machine, each written when it is first needed. For many threads.
final class ByteCode {
    private static final System.Logger LOG = System.getLogger("t2l.tensor");

    private final boolean wide;
    private final MemorySegment fold;
    private final Map<Rounded, MemorySegment> rounds = new ConcurrentHashMap<>();
    private final Map<DType, List<MemorySegment>> dots = new ConcurrentHashMap<>();

    /// @param wide whether to use 512 bits and VNNI. Throws [IllegalStateException] if the system allows no code.
    ByteCode(boolean wide) {
        this.wide = wide;
        fold = MachineCode.place(RoundCode.fold());
    }

    /// For this processor, if it has AVX2 and the system allows code; `-Dt2l.kernels=vector` leaves it out, `avx2` uses no
    /// more than that, and so does `-Dt2l.simd.bits=256`.
    static Optional<ByteCode> here() {
        return Here.CODE;
    }

    private static final class Here {
        static final Optional<ByteCode> CODE = find(System.getProperty("t2l.kernels", ""));

        private static Optional<ByteCode> find(String asked) {
            Path processor = Path.of("/proc/cpuinfo");
            if (asked.equals("vector") || !System.getProperty("os.arch").equals("amd64") || !Files.exists(processor)) {
                return Optional.empty();
            }
            try (Stream<String> lines = Files.lines(processor)) {
                Set<String> flags = lines.filter(line -> line.startsWith("flags")).findFirst()
                        .map(line -> Set.of(line.substring(line.indexOf(':') + 1).strip().split(" +")))
                        .orElse(Set.of());
                boolean wide = flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512_vnni"))
                        && !asked.equals("avx2") && Integer.getInteger("t2l.simd.bits", 512) == 512;
                return flags.containsAll(Set.of("avx2", "fma", "f16c"))
                        ? Optional.of(new ByteCode(wide))
                        : Optional.empty();
            } catch (IOException | IllegalStateException e) {
                LOG.log(System.Logger.Level.DEBUG, "activations: stay f32: " + e.getMessage());
                return Optional.empty();
            }
        }
    }

    /// Whether rows of `k` weights of this type can be multiplied.
    boolean takes(DType type, int k) {
        return Rounded.known(type) && k % type.blockSize() == 0 && (wide || k % 64 == 0);
    }

    /// Rows of weights of a type with 1 to [Rounded#ROWS] rows of activations.
    private List<MemorySegment> dots(DType type) {
        List<MemorySegment> known = dots.get(type);
        return known != null
                ? known
                : dots.computeIfAbsent(type, of -> IntStream.rangeClosed(1, Rounded.ROWS)
                        .mapToObj(rows -> MachineCode.place(DotCode.of(of, rows, wide))).toList());
    }

    /// Rounds one to four groups at address `x` ([RoundCode]).
    void round(Rounded rounded, long x, long groups, long to) {
        MemorySegment function = rounds.get(rounded);
        if (function == null) {
            function = rounds.computeIfAbsent(rounded, of -> MachineCode.place(RoundCode.round(of)));
        }
        call(function, x, groups, to);
    }

    /// Adds up the lanes of `n` sums ([RoundCode#fold]).
    void fold(long sums, long n, long to) {
        call(fold, sums, n, to);
    }

    /// Multiplies `k` elements of `n` rows of weights with `rows` rows of activations ([DotCode]).
    void dot(DType type, int rows, long w, long step, long n, long x, long sums, boolean add, int k) {
        boolean blocks = type.blockSize() == DType.BLOCK;
        long pieces = k / (blocks ? Rounded.PIECE : type.blockSize());
        long rest = blocks ? DotCode.rest(k % Rounded.PIECE / DType.BLOCK) : 0;
        MemorySegment function = dots(type).get(rows - 1);
        int together = DotCode.weights(rows, wide);
        long whole = n / together * together;
        try {
            if (whole > 0) {
                MachineCode.CALL_8.invokeExact(function, w, step, whole / together, x, sums, add ? 1L : 0L, pieces,
                        rest);
            }
            if (whole < n) { // the last row once more in the place of another
                MachineCode.CALL_8.invokeExact(function, w + whole * step, 0L, 1L, x, sums + 64 * whole, add ? 1L : 0L,
                        pieces,
                        rest);
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e); // it throws nothing
        }
    }

    private static void call(MemorySegment function, long a, long b, long c) {
        try {
            MachineCode.CALL_3.invokeExact(function, a, b, c);
        } catch (Throwable e) {
            throw new IllegalStateException(e); // it throws nothing
        }
    }
}
