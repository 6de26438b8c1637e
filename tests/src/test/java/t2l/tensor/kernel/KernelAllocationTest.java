package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.testkit.KernelCase.Layout;
import t2l.testkit.KernelCases;
import t2l.testkit.KernelCases.Size;

/// A recorded step allocates nothing when it is run again, once the compiler has seen it often enough.
@Tag("allocation") // by hand: how soon the compiler unboxes vectors depends on what it has seen before
class KernelAllocationTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Rounds after which a compiler that still lets registers escape to the heap will always do so.
    private static final int ROUNDS = 2000;

    private static final int CALLS = 50;

    @Test
    void aReplayedStepAllocatesNothing() {
        try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(1)) {
            Kernels simd = Backends.open("simd", threads);
            Map<String, Recording> steps = new LinkedHashMap<>();
            for (String kernel : KernelCases.names()) {
                for (Layout layout : new Layout[] {Layout.ROWS, Layout.WINDOW}) {
                    Recording step = new Recording(simd);
                    KernelCases.draw(kernel, arena, new SplittableRandom(3), layout, new Size(9, 70)).run(step);
                    steps.put(kernel + " " + layout, step);
                }
            }
            // Only what still allocates runs again; when that is nothing, all must pass once more.
            Set<String> allocating = steps.keySet();
            for (int round = 0; round < ROUNDS && !allocating.isEmpty(); round++) {
                Set<String> left = allocating(steps, allocating);
                allocating = left.isEmpty() && allocating.size() < steps.size() ? steps.keySet() : left;
            }
            assertEquals(Set.of(), allocating);
        }
    }

    private static Set<String> allocating(Map<String, Recording> steps, Set<String> names) {
        Set<String> found = new LinkedHashSet<>();
        for (String name : names) {
            Recording step = steps.get(name);
            long before = THREAD.getCurrentThreadAllocatedBytes();
            for (int call = 0; call < CALLS; call++) {
                step.replay();
            }
            if (THREAD.getCurrentThreadAllocatedBytes() > before) {
                found.add(name);
            }
        }
        return found;
    }
}
