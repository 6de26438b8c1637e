package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.Pointwise;
import t2l.tensor.kernel.Kernel.Access;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.testkit.*;
import t2l.testkit.KernelAgreement.Round;
import t2l.testkit.KernelCase.*;

/// Every kernel of every backend this machine has against its definition, which computes the same numbers in F64.
class KernelAgreementTest {
    private static final Parallel THREADS = new Parallel(2);
    private static final Kernels REFERENCE = new ReferenceKernels();

    /// Kernels of a device take their time to open: all tests share one object of each.
    private static final List<Kernels> FAST = fast();

    private static void drawAll(BiConsumer<String, KernelCase> each) {
        try (Arena arena = Arena.ofShared()) {
            KernelCases.names().forEach(name -> each.accept(name, new Round(3, 5, Layout.ROWS, 1).draw(name, arena)));
        }
    }

    @Provide
    Arbitrary<Round> rounds() {
        return KernelAgreement.rounds();
    }

    @Provide
    Arbitrary<Round> longRows() {
        return KernelAgreement.longRows();
    }

    @Provide
    Arbitrary<Round> manyRows() {
        return KernelAgreement.manyRows();
    }

    /// The definition and all fast kernels.
    private static List<Kernels> backends() {
        List<Kernels> all = new ArrayList<>(FAST);
        all.add(REFERENCE);
        return all;
    }

    private static List<Kernels> fast() {
        List<Kernels> all = new ArrayList<>();
        for (Backend b : Backends.all()) {
            if (b.probe() instanceof Backend.Availability.Ready) {
                all.add(b.open(REFERENCE, THREADS));
            }
        }
        assertTrue(!all.isEmpty(), "the SIMD backend must be ready wherever tests run");
        return all;
    }

    @Test
    void everyKernelHasACase() {
        Set<Class<?>> covered = new HashSet<>();
        drawAll((_, c) -> covered.add(c.kernel().getClass()));
        assertEquals(records(Kernel.class).collect(Collectors.toSet()), covered);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(KernelAgreementTest::records)
                : Stream.of(type);
    }

    /// A device moves what [Kernel#access] names, and these tests watch what a case calls written: both are one.
    @Test
    void accessNamesEveryOperand() {
        drawAll((name, c) -> {
            Access access = c.kernel().access();
            List<Tensor> changed = Stream.concat(access.updates().stream(), access.writes().stream()).toList();
            for (Operand o : c.operands()) {
                assertEquals(o.written(), changed.contains(o.fast()), name + " changes " + o.fast());
                assertEquals(!o.written(), access.reads().contains(o.fast()), name + " reads " + o.fast());
            }
        });
    }

    @Property(tries = 16, edgeCases = EdgeCasesMode.NONE)
    void agreesWithTheDefinition(@ForAll("rounds") Round round) {
        agree(round);
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
    void agreesOnLongRows(@ForAll("longRows") Round round) {
        agree(round);
    }

    @Property(tries = 5, edgeCases = EdgeCasesMode.NONE)
    void agreesOnManyRows(@ForAll("manyRows") Round round) {
        agree(round);
    }

    private static void agree(Round round) {
        FAST.forEach(kernels -> KernelAgreement.check(kernels, round));
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
    void aReplayedCallGivesTheBitsOfADirectOne(@ForAll("rounds") Round round) {
        Kernels simd = Backends.open("simd", THREADS);
        for (String kernel : KernelCases.names()) {
            try (Arena arena = Arena.ofShared()) {
                KernelCase direct = round.draw(kernel, arena);
                KernelCase recorded = round.draw(kernel, arena);
                List<byte[]> start = recorded.memory();
                Recording recording = new Recording(simd);
                direct.run(simd);
                recorded.run(recording);
                same(kernel + " recorded", direct, recorded);
                recorded.restore(start);
                recording.replay();
                same(kernel + " replayed", direct, recorded);
            }
        }
    }

    private static void same(String what, KernelCase a, KernelCase b) {
        for (int k = 0; k < a.operands().size(); k++) {
            assertArrayEquals(a.memory().get(k), b.memory().get(k), what + ", operand " + k);
        }
    }

    @Property(tries = 3, edgeCases = EdgeCasesMode.NONE)
    void aWrongShapeIsRefusedInTheSameWords(@ForAll("rounds") Round round) {
        for (Kernels kernels : backends()) {
            for (String kernel : KernelCases.names()) {
                try (Arena arena = Arena.ofShared()) {
                    KernelCase c = round.draw(kernel, arena);
                    int refused = 0;
                    for (int k = 0; k < c.operands().size(); k++) {
                        refused += refuses(c, kernels, k) ? 1 : 0;
                    }
                    assertTrue(refused > 0 || kernel.equals("fill"), kernel + " takes any shape");
                }
            }
        }
    }

    /// Whether the definition refuses operand `k` one longer; then `kernels` must do it in the same words.
    private static boolean refuses(KernelCase c, Kernels kernels, int k) {
        IllegalArgumentException expected;
        try {
            c.runMisshapen(REFERENCE, k);
            return false;
        } catch (IllegalArgumentException e) {
            expected = e;
        }
        var thrown = assertThrows(IllegalArgumentException.class, () -> c.runMisshapen(kernels, k));
        assertEquals(expected.getMessage(), thrown.getMessage());
        assertTrue(thrown.getMessage().contains(": needs "), thrown.getMessage());
        return true;
    }

    @Test
    void aNumberOutsideItsTableIsRefusedInTheSameWords() {
        try (Arena arena = Arena.ofShared()) {
            Tensor table = Tensor.allocate(arena, DType.F32, 4, 6);
            Tensor rows = Tensor.allocate(arena, DType.F32, 3, 6);
            Tensor row = Tensor.allocate(arena, DType.F32, 3);
            Tensor half = Tensor.allocate(arena, DType.F32, 4, 3);
            Heads heads = new Heads(2, 2, 3, 1, true);
            Tensor one = Tensor.allocate(arena, DType.F32, 1, 3, 6);
            Tensor y = Tensor.allocate(arena, DType.F32, 1, 3, 6);
            Tensor lse = Tensor.allocate(arena, DType.F32, 1, 3, 2);
            for (Kernels k : backends()) {
                for (int bad : new int[] {-2, 4, 6, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                    Tensor ids = Tensor.of(arena, new int[] {0, 1, bad}, 3);
                    refused("gather: needs ids below 4, got " + bad, bad == -1,
                            () -> k.run(new Gather(table, ids, rows)));
                    refused("scatterAdd: needs ids below 4, got " + bad, bad == -1,
                            () -> k.run(new ScatterAdd(rows, ids, table)));
                    refused("rope: needs ids below 4, got " + bad, false,
                            () -> k.run(new Rope(rows, ids, half, half, 6, false, false, rows)));
                    refused("crossEntropy: needs targets below 6 or -100, got " + bad, bad == 4,
                            () -> k.run(new CrossEntropy(rows, ids, 0, row, row)));
                    refused("crossEntropy: needs targets below 6 or -100, got " + bad, bad == 4,
                            () -> k.run(new CrossEntropyGrad(rows, ids, 0, 1, row, row)));
                }
                for (int[] span : new int[][] {{-1, 3}, {0, 4}}) {
                    Tensor spans = Tensor.of(arena, span, 1, 2);
                    refused("attention: needs spans within 3 keys, got " + span[0] + " … " + span[1]
                            + " for sequence 0", false,
                            () -> k.run(new Attention(heads, one, one, one, spans, y, lse)));
                }
            }
        }
    }

    private static void refused(String sentence, boolean allowed, Runnable call) {
        if (!allowed) {
            assertEquals(sentence, assertThrows(IllegalArgumentException.class, call::run).getMessage());
        }
    }

    @Test
    void aNumberThatIsNotOneShows() {
        try (Arena arena = Arena.ofShared()) {
            for (Kernels k : backends()) {
                for (Unary f : Unary.values()) {
                    Tensor x = Tensor.of(arena, new float[] {1, Float.NaN, 2}, 3);
                    Tensor y = Tensor.allocate(arena, DType.F32, 3);
                    k.run(new Pointwise(f, x, y));
                    assertTrue(Double.isNaN(y.get(1)), f + " on " + k.name() + ": " + Arrays.toString(y.toDoubles()));
                }
                Tensor z = Tensor.of(arena, new float[] {1, Float.NaN, 2}, 1, 3);
                Tensor loss = Tensor.allocate(arena, DType.F32, 1);
                k.run(new CrossEntropy(z, Tensor.of(arena, new int[] {0}, 1), 0, loss,
                        Tensor.allocate(arena, DType.F32, 1)));
                assertTrue(Double.isNaN(loss.get(0)), k.name());
            }
        }
    }
}
