package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;

/// A training step takes nothing from the heap.
@Tag("allocation") // by hand: how soon the compiler unboxes vectors depends on what it has seen before
class TrainerAllocationTest {
    /// Once a shape is recorded and compiled, a step gives birth to nothing but the [Trainer.Progress] it returns.
    /// Bytes of the kernels that no recording holds: clearing the gradients, their norm, and the step of AdamW.
    private static final long RECORDS = 256;

    @Test
    void aStepAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofShared()) {
            Data<Batch> varied = TrainerLaws.data(arena);
            Batch fixed = varied.batch(0);
            try (Parallel parallel = new Parallel(2)) {
                Kernels kernels = Backends.open("simd", parallel);
                HyperSft objective = TrainerLaws.objective(arena);
                Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(2);
                var optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0.01));
                try (var trainer = new Trainer(kernels, objective, _ -> fixed, values, optimiser,
                        new Schedule(1e-3, 2, 0, 1_000_000), 1)) {
                    long least = Long.MAX_VALUE;
                    for (int i = 0; i < 20_000 && least > RECORDS; i++) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        trainer.step();
                        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                    }
                    assertTrue(least <= RECORDS, least + " bytes in a step");
                }
            }
        }
    }
}
