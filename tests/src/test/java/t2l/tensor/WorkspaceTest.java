package t2l.tensor;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import t2l.tensor.Workspace.Slabs;

/// Scratch memory: none is lost, and none is handed out twice.
class WorkspaceTest {
    @Test
    void theRestOfASlabIsUsedAfterALargeBlock() {
        try (Workspace ws = new Workspace()) {
            Tensor before = ws.take(DType.F32, 16);
            ws.take(DType.F32, 9 << 20); // more than a whole slab
            Tensor after = ws.take(DType.F32, 16);
            assertEquals(before.forReading().address() + 64, after.forReading().address());
        }
    }

    @Test
    void workspacesOnTheSameSlabsLieOnTopOfEachOther() {
        try (Slabs slabs = new Slabs()) {
            Workspace small = new Workspace(slabs);
            Tensor first = small.take(DType.F32, 16);
            small.take(DType.F32, 9 << 20); // more than a slab
            long reserved = slabs.reserved();
            Workspace other = new Workspace(slabs);
            assertEquals(first.forReading().address(), other.take(DType.F32, 32).forReading().address());
            other.take(DType.F32, 9 << 20);
            assertEquals(reserved, slabs.reserved());
            other.take(DType.F32, 10 << 20);
            assertTrue(slabs.reserved() > reserved);
            other.close();
            first.set(0, 1); // the memory is still there
        }
    }

    /// As prompts have it. Blocks of all sizes would take 210 MiB.
    @Test
    void sizesThatAlwaysDifferShareMemory() {
        try (Workspace ws = new Workspace()) {
            for (int round = 0; round < 3; round++) {
                for (int mib = 1; mib <= 20; mib++) {
                    Tensor one = ws.take(DType.F32, mib << 18);
                    Tensor other = ws.take(DType.F32, 1 << 10);
                    one.set(0, 1);
                    other.set(0, 2);
                    one.set((mib << 18) - 1, 3);
                    assertEquals(2, other.get(0));
                    ws.give(one);
                    ws.give(other);
                    assertTrue(ws.reserved() <= 64 << 20, ws.reserved() + " bytes");
                }
            }
            ws.take(DType.F32, 1 << 18);
        }
    }

    /// Large steps of one size get the same block each time.
    @Test
    void theSameSizesKeepTheirBlocks() {
        try (Workspace ws = new Workspace()) {
            long at = -1;
            for (int step = 0; step < 4; step++) {
                Tensor one = ws.take(DType.F32, 40 << 18);
                long here = one.memory().place().address();
                assertTrue(step == 0 || here == at);
                at = here;
                ws.give(one);
            }
        }
    }

    @Test
    void aTensorIsTakenBackOnce() {
        try (Workspace ws = new Workspace(); Workspace other = new Workspace(); Arena arena = Arena.ofConfined()) {
            Tensor t = ws.take(DType.F32, 2, 3);
            refuses(other, t);
            refuses(ws, Tensor.allocate(arena, DType.F32, 2, 3));
            ws.give(t.reshape(6));
            refuses(ws, t);
            assertEquals(0, ws.taken());
            ws.give(ws.take(DType.F32, 2, 3));
        }
    }

    private static void refuses(Workspace ws, Tensor t) {
        assertEquals("workspace: needs a tensor that was taken here and not yet given back, got f32[2, 3]",
                assertThrows(IllegalArgumentException.class, () -> ws.give(t)).getMessage());
    }
}
