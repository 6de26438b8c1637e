package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.testkit.KernelCase.Layout;
import t2l.testkit.KernelCases;
import t2l.testkit.KernelCases.Size;

/// Runs every kernel on operands in a [GuardedArena], and then prints [KernelBits]. A program, because a kernel that reads beside an
/// operand ends it.
final class GuardedKernels {
    /// Printed between the two.
    static final String DONE = "done";

    /// Around every border: registers, tiles, panels, blocks of queries and of keys, pieces of a row.
    private static final List<Size> SIZES = List.of(new Size(1, 1), new Size(3, 5), new Size(7, 17), new Size(13, 31),
            new Size(16, 48), new Size(33, 65), new Size(50, 97), new Size(97, 33), new Size(201, 67),
            new Size(5, 1158), new Size(230, 300));

    public static void main(String[] args) {
        try (Parallel threads = new Parallel(2); Kernels kernels = Backends.open("simd", threads)) {
            for (boolean atEnd : new boolean[] {true, false}) {
                for (Size size : SIZES) {
                    for (String name : KernelCases.names()) {
                        System.out.println(name + " " + size + (atEnd ? " at the end" : " at the beginning"));
                        for (int seed = 0; seed < 3; seed++) {
                            try (GuardedArena arena = new GuardedArena(atEnd)) {
                                KernelCases.draw(name, arena, new SplittableRandom(seed), Layout.ROWS, size)
                                        .run(kernels);
                            }
                        }
                    }
                }
            }
        }
        System.out.println(DONE);
        try (Parallel one = new Parallel(1); Kernels kernels = Backends.open("simd", one)) {
            KernelBits.lines(kernels, KernelBits.SIZES).forEach(System.out::println);
        }
    }
}
