package t2l.testkit;

import module java.base;
import net.jqwik.api.*;
import t2l.tensor.backend.Kernels;
import t2l.testkit.KernelCase.*;
import t2l.testkit.KernelCases.Size;

/// Kernels of a backend against their definitions, which compute the same numbers in F64.
///
/// ```java
/// @Provide
/// Arbitrary<Round> rounds() {
///     return KernelAgreement.rounds();
/// }
///
/// @Property(tries = 16)
/// void agrees(@ForAll("rounds") Round round) {
///     KernelAgreement.check(kernels, round);
/// }
/// ```
///
/// A result may be off by the rounding of the numbers at hand ([KernelCases]), and no more; what lies around it in memory may not
/// change.
public final class KernelAgreement {
    private KernelAgreement() {}

    /// One call of every kernel.
    ///
    /// @param n rows
    /// @param c columns
    public record Round(int n, int c, Layout layout, long seed) {
        /// The call of this kernel.
        public KernelCase draw(String kernel, Arena arena) {
            return KernelCases.draw(kernel, arena, new SplittableRandom(seed), layout, new Size(n, c));
        }
    }

    /// Sizes at which loops take another path.
    public static Arbitrary<Round> rounds() {
        return Combinators.combine(Gen.size(65), Gen.size(129), Arbitraries.of(Layout.class), Arbitraries.longs())
                .as(Round::new);
    }

    /// Rows of thousands of numbers.
    public static Arbitrary<Round> longRows() {
        return Combinators
                .combine(Gen.size(9), Arbitraries.of(1023, 1024, 1158, 2049), Arbitraries.of(Layout.class),
                        Arbitraries.longs())
                .as(Round::new);
    }

    /// More rows than a block of keys or of queries has.
    public static Arbitrary<Round> manyRows() {
        return Combinators.combine(Arbitraries.of(97, 100, 145, 193, 210), Arbitraries.of(1, 5, 16, 33),
                Arbitraries.of(Layout.class), Arbitraries.longs()).as(Round::new);
    }

    /// Holds every kernel to its definition. Throws [AssertionError] for a result out of bounds, or a change where nothing should
    /// have changed.
    public static void check(Kernels kernels, Round round) {
        for (String kernel : KernelCases.names()) {
            try (Arena arena = Arena.ofShared()) {
                check(kernel + " on " + kernels.name() + " in " + round, round.draw(kernel, arena), kernels);
            }
        }
    }

    /// The same for one call.
    ///
    /// @param what its name in messages
    public static void check(String what, KernelCase c, Kernels kernels) {
        List<byte[]> memory = c.memory();
        double[][] before = c.operands().stream().map(o -> o.exact().toDoubles()).toArray(double[][]::new);
        c.run(kernels);
        c.runExactly();
        for (int k = 0; k < before.length; k++) {
            Operand o = c.operands().get(k);
            if (o.written()) {
                double[] bound = c.bound(k, before);
                for (int i = 0; i < bound.length; i++) {
                    double exact = o.exact().get(i);
                    double allowed = 1.001 * bound[i] + Rounding.U * Math.abs(exact) + Float.MIN_NORMAL;
                    near(exact, o.fast().get(i), allowed, what, k, i);
                }
                // Around the result nothing may have changed: with the result put back, everything is as before.
                for (int i = 0; i < before[k].length; i++) {
                    o.fast().set(i, before[k][i]);
                }
            }
        }
        List<byte[]> after = c.memory();
        for (int k = 0; k < before.length; k++) {
            if (!Arrays.equals(memory.get(k), after.get(k))) {
                throw new AssertionError(what + " changed memory of operand " + k);
            }
        }
    }

    private static void near(double exact, double got, double allowed, String what, int operand, int element) {
        if (Double.compare(exact, got) != 0 && !(Math.abs(exact - got) <= allowed)) {
            throw new AssertionError(what + ", operand " + operand + " element " + element + ": needs " + exact + " ± "
                    + allowed + ", got " + got);
        }
    }
}
