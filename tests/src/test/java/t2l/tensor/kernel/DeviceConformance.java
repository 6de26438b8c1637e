package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Lookups.Gather;
import t2l.tensor.kernel.Products.*;
import t2l.testkit.*;
import t2l.testkit.KernelCase.Layout;
import t2l.testkit.KernelCases.Size;

/// What every backend that computes on a device has to pass: its kernels against the definition, with the proof that
/// the device did the work. `KernelAgreementTest` draws more shapes for whatever backend the machine has; this suite
/// takes those that devices get wrong: one row, sizes that are no multiple of a tile, data changed between two calls.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DeviceConformance {
    private static final Size[] SIZES = {new Size(1, 1), new Size(1, 37), new Size(5, 33), new Size(67, 70)};

    /// Types that devices read; the kernels under them read the others.
    private static final Set<DType> TYPES = EnumSet.of(DType.F32, DType.F16, DType.BF16, DType.I32, DType.Q8_0,
            DType.Q4_0);

    private Kernels kernels;

    /// Opens the kernels under test, over the reference.
    protected abstract Kernels open();

    @BeforeAll
    void begin() {
        kernels = open();
    }

    @AfterAll
    void end() {
        if (kernels != null) {
            kernels.close();
        }
    }

    /// Whether the device has such a kernel.
    protected boolean has(Kernel kernel) {
        return !(kernel instanceof Sinks || kernel instanceof SinksGradAdd || kernel instanceof Sequences
                || kernel instanceof Recurrent);
    }

    /// Whether a low-rank update is one launch.
    protected boolean fuses() {
        return true;
    }

    static Iterable<String> names() {
        return KernelCases.names();
    }

    private Traffic traffic() {
        return kernels.traffic().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isComputedOnTheDevice(String kernel) {
        for (Size size : SIZES) {
            for (Layout layout : Layout.values()) {
                try (Arena arena = Arena.ofShared()) {
                    KernelCase c = KernelCases.draw(kernel, arena, new SplittableRandom(size.n() + size.c()), layout,
                            size);
                    Traffic before = traffic();
                    KernelAgreement.check(kernel + " " + size + " " + layout, c, kernels);
                    boolean known = has(c.kernel())
                            && c.operands().stream().allMatch(o -> TYPES.contains(o.fast().dtype()))
                            && c.operands().getLast().fast().dtype() == DType.F32
                            && (!kernel.equals("copy") || c.operands().getFirst().fast().dtype() != DType.I32);
                    assertEquals(known, traffic().since(before).launches() > 0, kernel + " " + size + " launches");
                }
            }
        }
    }

    /// `x·wᵀ` and `dy·w` for one row, a few, and more than a tile, twice with other numbers.
    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F16", "BF16", "Q8_0", "Q4_0"})
    void weightsOfEveryType(DType type) {
        for (int rows : new int[] {1, 3, 67}) {
            for (boolean forward : new boolean[] {true, false}) {
                try (Arena arena = Arena.ofShared()) {
                    var random = new SplittableRandom(rows);
                    Tensor w = Gen.tensor(arena, type, random, 71, 96);
                    Tensor x = Gen.tensor(arena, DType.F32, random, rows, forward ? 96 : 71);
                    Tensor y = Tensor.allocate(arena, DType.F32, rows, forward ? 71 : 96);
                    for (int call = 0; call < 2; call++) {
                        Traffic before = traffic();
                        kernels.run(new MatMul(x, forward ? w.t() : w, y));
                        Traffic done = traffic().since(before);
                        assertTrue(done.launches() > 0, type + " was not computed on the device");
                        assertEquals(call == 0 ? 2 : 1, done.uploads(), "the weight is uploaded once");
                        product(type + " " + rows, x, forward ? w.t() : w, y);
                        for (int i = 0; i < x.size(); i++) {
                            x.set(i, random.nextGaussian());
                        }
                    }
                    kernels.run(MatMul.add(0.5, x, forward ? w.t() : w, y));
                }
            }
        }
    }

    /// Both operands may be transposed, and the result a window of something larger.
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 130})
    void theThreeTransposes(int m) {
        try (Arena arena = Arena.ofShared()) {
            var random = new SplittableRandom(m);
            int n = 67;
            int k = 45;
            Tensor a = Gen.tensor(arena, DType.F32, random, m, k);
            Tensor b = Gen.tensor(arena, DType.F32, random, k, n);
            for (Tensor left : new Tensor[] {a, Gen.tensor(arena, DType.F32, random, k, m).t()}) {
                for (Tensor right : new Tensor[] {b, Gen.tensor(arena, DType.F32, random, n, k).t()}) {
                    Tensor around = Gen.tensor(arena, DType.F32, random, m + 2, n + 3);
                    double edge = around.at(0, 0) + around.at(m + 1, n + 2);
                    Tensor out = around.narrow(0, 1, m).narrow(1, 2, n);
                    Traffic before = traffic();
                    kernels.run(new MatMul(left, right, out));
                    assertTrue(traffic().since(before).launches() > 0);
                    product("product", left, right, out);
                    assertEquals(edge, around.at(0, 0) + around.at(m + 1, n + 2), "what lies around has changed");
                }
            }
        }
    }

    /// One adapter for each sequence, taken from a table by its slot; a sequence of slot −1 has none. Forward and
    /// backward, as the autograd module composes them.
    @Test
    void anAdapterForEachSequence() {
        try (Arena arena = Arena.ofShared()) {
            var random = new SplittableRandom(3);
            int in = 33;
            int out = 19;
            int rank = 3;
            int length = 5;
            Tensor slots = Tensor.of(arena, new int[] {1, -1, 0, -1, 1}, 5);
            Tensor tableA = Gen.tensor(arena, DType.F32, random, 2, rank * in);
            Tensor tableB = Gen.tensor(arena, DType.F32, random, 2, out * rank);
            Tensor w = Gen.tensor(arena, DType.BF16, random, out, in);
            Tensor x = Gen.tensor(arena, DType.F32, random, 5, length, in);
            Tensor dy = Gen.tensor(arena, DType.F32, random, 5, length, out);
            Tensor[][] results = new Tensor[2][];
            for (int i = 0; i < 2; i++) {
                Kernels k = i == 0 ? new ReferenceKernels() : kernels;
                DType type = i == 0 ? DType.F64 : DType.F32;
                Tensor a = Tensor.allocate(arena, type, 5, rank, in);
                Tensor b = Tensor.allocate(arena, type, 5, out, rank);
                Tensor h = Tensor.allocate(arena, type, 5, length, rank);
                Tensor y = Tensor.allocate(arena, type, 5, length, out);
                Tensor u = Tensor.allocate(arena, type, 5, length, rank);
                Tensor dx = Tensor.allocate(arena, type, 5, length, in);
                Tensor da = Tensor.allocate(arena, type, 5, rank, in);
                Tensor db = Tensor.allocate(arena, type, 5, out, rank);
                k.run(new Gather(tableA, slots, a.reshape(5, rank * in)));
                k.run(new Gather(tableB, slots, b.reshape(5, out * rank)));
                long before = k.traffic().map(Traffic::launches).orElse(0L);
                k.run(new MatMul(x.reshape(5 * length, in), w.t(), y.reshape(5 * length, out)));
                long one = k.traffic().map(Traffic::launches).orElse(0L);
                k.run(new LoraAdd(0.7, x, a.t(), b.t(), h, y));
                assertTrue(i == 0 || !fuses() || traffic().launches() - one == 1, "takes more than one launch");
                k.run(MatMul.add(0.7, dy.t(), h, db));
                k.run(new MatMul(dy.reshape(5 * length, out), w, dx.reshape(5 * length, in)));
                k.run(new LoraAdd(0.7, dy, b, a, u, dx));
                k.run(MatMul.add(0.7, u.t(), x, da));
                assertTrue(i == 0 || traffic().launches() - before >= 6, "was not computed on the device");
                results[i] = new Tensor[] {y, h, dx, da, db};
            }
            for (int r = 0; r < 5; r++) {
                for (int i = 0; i < results[0][r].size(); i++) {
                    double want = results[0][r].get(i);
                    // sums of at most in + 8 products of numbers below 10, each of them such a sum again
                    assertEquals(want, results[1][r].get(i), (in + 8) * (in + 8) * 10 * Rounding.U, "result " + r);
                }
            }
            assertEquals(0, results[1][1].narrow(0, 1, 1).get(0), "a sequence without an adapter");
        }
    }

    /// Every element within `(k + 8)·U·Σ|a·b|`, as on the processor.
    private static void product(String what, Tensor a, Tensor b, Tensor out) {
        for (int i = 0; i < out.dim(0); i++) {
            for (int j = 0; j < out.dim(1); j++) {
                double sum = 0;
                double size = 0;
                for (int k = 0; k < a.dim(1); k++) {
                    sum += a.at(i, k) * b.at(k, j);
                    size += Math.abs(a.at(i, k) * b.at(k, j));
                }
                assertEquals(sum, out.at(i, j), (a.dim(1) + 8) * Rounding.U * size + Float.MIN_NORMAL,
                        what + " at " + i + ", " + j);
            }
        }
    }
}
