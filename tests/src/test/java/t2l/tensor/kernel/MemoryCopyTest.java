package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.testkit.*;
import t2l.testkit.KernelCase.Layout;
import t2l.testkit.KernelCases.Size;

/// What a device is told about the operands of a kernel that another backend runs.
class MemoryCopyTest {
    /// A device's copy that notes what it is told.
    private static final class Copy implements Memory.Copy {
        boolean asked;
        boolean outdated;

        @Override
        public Object holder() {
            return this;
        }

        @Override
        public void toHost() {
            asked = true;
        }

        @Override
        public void outdated() {
            outdated = true;
        }

        @Override
        public void discarded() {
            throw new AssertionError("a kernel gives no memory back");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simd", "scalar", "reference"})
    void aKernelOutdatesWhatItWritesAndNothingElse(String backend) {
        try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open(backend, threads);
            for (String kernel : KernelCases.names()) {
                for (Layout layout : Layout.values()) {
                    KernelCase call = KernelCases.draw(kernel, arena, new SplittableRandom(1), layout, new Size(5, 64));
                    List<Copy> copies = call.operands().stream().map(_ -> new Copy()).toList();
                    for (int i = 0; i < copies.size(); i++) {
                        call.operands().get(i).fast().memory().attach(copies.get(i));
                    }
                    call.run(kernels);
                    for (int i = 0; i < copies.size(); i++) {
                        String operand = kernel + " " + layout + ", operand " + i;
                        // The matrices of an expert without rows are neither read nor written.
                        if (copies.get(i).asked || !kernel.startsWith("expert")) {
                            assertTrue(copies.get(i).asked, operand);
                            assertEquals(call.operands().get(i).written(), copies.get(i).outdated, operand);
                        }
                    }
                }
            }
        }
    }
}
