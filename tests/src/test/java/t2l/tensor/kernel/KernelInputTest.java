package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Products.*;
import t2l.testkit.*;
import t2l.testkit.KernelCase.*;
import t2l.testkit.KernelCases.Size;

/// What every kernel does with operands it was not made for: it says so in one sentence, or it computes. The kernels are
/// those of [KernelCases], which has all there are.
class KernelInputTest {
    private static final Parallel THREADS = new Parallel(2);

    private static List<Kernels> backends() {
        return List.of(new ReferenceKernels(), Backends.open("scalar", THREADS), Backends.open("simd", THREADS));
    }

    /// What a call leaves in the operands it writes, or the sentence it is refused with.
    private static List<double[]> outcome(String what, Kernels kernels, KernelCase c, List<Tensor> operands) {
        List<double[]> all = new ArrayList<>();
        try {
            c.run(kernels, operands);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().matches("\\w+: needs [^\n]+, got [^\n]+"), what + ": " + e.getMessage());
            return all;
        }
        for (int k = 0; k < operands.size(); k++) {
            if (c.operands().get(k).written()) {
                all.add(operands.get(k).toDoubles());
            }
        }
        return all;
    }

    private static KernelCase draw(String kernel, Arena arena, Size size) {
        return KernelCases.draw(kernel, arena, new SplittableRandom(size.n() * 31L + size.c()), Layout.ROWS, size);
    }

    private static List<Tensor> fast(KernelCase c) {
        return new ArrayList<>(c.operands().stream().map(Operand::fast).toList());
    }

    /// Each operand of each kernel in another guise.
    private static void eachOperand(String guise, UnaryOperator<Tensor> other) {
        for (String kernel : KernelCases.names()) {
            for (int k = 0; k < operands(kernel); k++) {
                for (Kernels kernels : backends()) {
                    try (Arena arena = Arena.ofShared()) {
                        KernelCase c = draw(kernel, arena, new Size(3, 5));
                        List<Tensor> all = fast(c);
                        all.set(k, other.apply(all.get(k)));
                        outcome(kernel + " on " + kernels.name() + ", operand " + k + " " + guise, kernels, c, all);
                    }
                }
            }
        }
    }

    private static int operands(String kernel) {
        try (Arena arena = Arena.ofShared()) {
            return draw(kernel, arena, new Size(3, 5)).operands().size();
        }
    }

    @Test
    void anotherRankIsRefusedOrComputed() {
        eachOperand("flat", t -> t.reshape(Math.toIntExact(t.size())));
        eachOperand("with one axis more", t -> {
            int[] shape = new int[t.rank() + 1];
            shape[0] = 1;
            System.arraycopy(t.dims(), 0, shape, 1, t.rank());
            return t.reshape(shape);
        });
        eachOperand("a single number",
                t -> Tensor.allocate(Arena.ofAuto(), t.dtype().quantised() ? DType.F32 : t.dtype(), new int[0]));
    }

    @Test
    void anotherTypeIsRefusedOrComputed() {
        for (DType type : DType.values()) {
            eachOperand("of " + type, t -> {
                int[] shape = t.dims();
                if (type.quantised()) {
                    shape[shape.length - 1] = type.blockSize();
                }
                return Tensor.allocate(Arena.ofAuto(), type, shape);
            });
        }
    }

    @Test
    void nothingIsWrittenToBlocks() {
        for (String kernel : KernelCases.names()) {
            for (Kernels kernels : backends()) {
                try (Arena arena = Arena.ofShared()) {
                    KernelCase c = draw(kernel, arena, new Size(32, 32));
                    for (int k = 0; k < c.operands().size(); k++) {
                        Tensor t = c.operands().get(k).fast();
                        if (c.operands().get(k).written() && t.dim(-1) % 32 == 0) {
                            List<Tensor> all = fast(c);
                            all.set(k, Tensor.allocate(arena, DType.Q8_0, t.dims()));
                            assertEquals(List.of(), outcome(kernel, kernels, c, all), kernel + " on " + kernels.name());
                        }
                    }
                }
            }
        }
    }

    /// A result on top of an operand is refused, or it is the result it would be elsewhere.
    @Test
    void aResultOnTopOfAnOperandIsRefusedOrRight() {
        for (String kernel : KernelCases.names()) {
            for (Kernels kernels : backends()) {
                for (int out = 0; out < operands(kernel); out++) {
                    for (int in = 0; in < operands(kernel); in++) {
                        onTop(kernel, kernels, out, in);
                    }
                }
            }
        }
    }

    private static void onTop(String kernel, Kernels kernels, int out, int in) {
        try (Arena arena = Arena.ofShared()) {
            KernelCase apart = draw(kernel, arena, new Size(33, 33));
            Operand to = apart.operands().get(out);
            Operand from = apart.operands().get(in);
            if (out == in || !to.written() || from.written() || !Shapes.same(to.fast(), from.fast())
                    || to.fast().dtype() != from.fast().dtype()) {
                return;
            }
            KernelCase together = draw(kernel, arena, new Size(33, 33));
            List<Tensor> all = fast(apart);
            for (long i = 0; i < from.fast().size(); i++) {
                all.get(out).set(i, from.fast().get(i));
            }
            List<Tensor> shared = fast(together);
            shared.set(out, shared.get(in));
            String what = kernel + " on " + kernels.name() + ", " + out + " on top of " + in;
            List<double[]> right = outcome(what, kernels, apart, all);
            List<double[]> got = outcome(what, kernels, together, shared);
            for (int i = 0; i < got.size(); i++) {
                assertArrayEquals(right.get(i), got.get(i), what);
            }
        }
    }

    @Test
    void emptyOperandsGiveTheSameOnEveryBackend() {
        for (String kernel : KernelCases.names()) {
            for (Size size : new Size[] {new Size(0, 5), new Size(3, 0), new Size(0, 0)}) {
                List<List<double[]>> all = new ArrayList<>();
                for (Kernels kernels : backends()) {
                    try (Arena arena = Arena.ofShared()) {
                        KernelCase c = draw(kernel, arena, size);
                        all.add(outcome(kernel + " " + size + " on " + kernels.name(), kernels, c, fast(c)));
                    }
                }
                assertEquals(all.get(0).size(), all.get(1).size(), kernel + " " + size);
                for (int k = 0; k < all.get(0).size(); k++) {
                    assertArrayEquals(all.get(0).get(k), all.get(1).get(k), 1e-5, kernel + " " + size);
                }
            }
        }
    }

    /// More than 2³¹ elements, in a file of which hardly any page is ever touched.
    @Test
    void rowsBeyondTwoBillionElementsAreReached(@TempDir Path temp) throws IOException {
        int rows = (1 << 15) + 3;
        int columns = 1 << 16;
        Path file = temp.resolve("sparse");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                StandardOpenOption.READ, StandardOpenOption.WRITE); Arena arena = Arena.ofShared()) {
            MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4L * rows * columns, arena);
            Tensor table = Tensor.over(memory, DType.F32, rows, columns);
            assertTrue(table.size() > 1L << 31);
            Tensor last = table.narrow(0, rows - 2, 2).narrow(1, columns - 64, 64);
            Tensor expected = Tensor.allocate(arena, DType.F32, 2, 64);
            for (int i = 0; i < 128; i++) {
                expected.set(i, i - 50);
                last.set(i, i - 50);
            }
            assertEquals(77, table.get(table.size() - 1));
            for (Kernels k : backends()) {
                Tensor out = Tensor.allocate(arena, DType.F32, 2, 64);
                k.run(new Copy(last, out));
                assertArrayEquals(expected.toDoubles(), out.toDoubles(), k.name());
                k.run(new Gather(table.narrow(1, columns - 64, 64), Tensor.of(arena, new int[] {rows - 1, rows - 2}, 2),
                        out));
                assertEquals(expected.at(1, 5), out.at(0, 5), k.name());
                Tensor product = Tensor.allocate(arena, DType.F32, 2, 2);
                k.run(new MatMul(last, expected.t(), product));
                Tensor squares = Tensor.allocate(arena, DType.F32, 1);
                k.run(new Dot(last, last, squares));
                assertEquals(squares.get(0), product.at(0, 0) + product.at(1, 1), 1e-2, k.name());
                k.run(new ScaleAdd(1, expected, last));
                k.run(new ScatterAdd(expected, Tensor.of(arena, new int[] {rows - 2, rows - 1}, 2),
                        table.narrow(1, columns - 64, 64)));
                assertEquals(3 * 77, table.get(table.size() - 1), k.name());
                k.run(new Copy(expected, last));
            }
        }
    }
}
