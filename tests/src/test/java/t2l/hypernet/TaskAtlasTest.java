package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;

/// Near and far descriptions, and the file that tells them apart.
class TaskAtlasTest {
    /// Two tasks along two axes of three, a little apart within.
    private static TaskAtlas atlas(Arena arena) {
        Tensor first = Tensor.of(arena, new float[] {3, 0.3f, 0, 3, -0.3f, 0}, 2, 3);
        Tensor second = Tensor.of(arena, new float[] {0, 2, 0.2f, 0, 2, -0.2f}, 2, 3);
        return TaskAtlas.of(List.of("first", "second"), List.of("The first.", "The second.\nIn two lines."),
                List.of(first, second), new ReferenceKernels(), arena);
    }

    @Test
    void knowsWhatIsNear() {
        try (Arena arena = Arena.ofConfined()) {
            TaskAtlas atlas = atlas(arena);
            TaskAtlas.Nearness near = atlas.locate(Tensor.of(arena, new float[] {0.1f, 9, 0}, 1, 3), 5);
            assertEquals(List.of("second", "first"), near.nearest().stream().map(TaskAtlas.Near::task).toList());
            assertEquals(9 / Math.sqrt(81.01), near.nearest().getFirst().cosine(), 1e-6);
            assertEquals(false, near.outside());
            TaskAtlas.Nearness far = atlas.locate(Tensor.of(arena, new float[] {0.1f, 0, 9}, 1, 3), 1);
            assertEquals(1, far.nearest().size());
            assertEquals(true, far.outside());
            // Each description is as far from the other of its task as from no other centre: cos 2·atan(0.1).
            assertEquals(Math.cos(2 * Math.atan(0.1)), atlas.threshold(), 1e-6);
        }
    }

    @Test
    void isStored(@TempDir Path temp) {
        try (Arena arena = Arena.ofConfined()) {
            assertTrue(TaskAtlas.read(temp, new ReferenceKernels(), arena).isEmpty());
            TaskAtlas atlas = atlas(arena);
            atlas.write(temp, new ReferenceKernels());
            TaskAtlas read = TaskAtlas.read(temp, new ReferenceKernels(), arena).orElseThrow();
            assertEquals(atlas.names(), read.names());
            assertEquals(List.of("The first.", "The second."), read.examples());
            assertEquals(atlas.threshold(), read.threshold());
            Golden.close("centres", atlas.centres(), read.centres(), 0x1p-8);
        }
    }

    @Test
    void anotherFileIsRefused(@TempDir Path temp) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path file = temp.resolve("tasks.safetensors");
            SafeTensors.write(file, Map.of("centres", Tensor.allocate(arena, DType.F32, 2, 3)),
                    Map.of("names", "one", "threshold", "0.5"));
            Refused.says("needs centres [tasks,E] with as many names and examples",
                    () -> TaskAtlas.read(temp, new ReferenceKernels(), arena));
            assertTrue(Files.exists(file));
        }
    }
}
