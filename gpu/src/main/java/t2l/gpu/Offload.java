package t2l.gpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import t2l.tensor.T2lException;
import t2l.tensor.Traffic;

/// Tries operations on a device and says which the host has to do instead, and, once for each reason, why.
final class Offload implements AutoCloseable {
    private static final Logger LOG = System.getLogger("t2l.gpu");

    private final DeviceQueue queue;
    private final Residency residency;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment value = arena.allocate(JAVA_LONG, 4);
    private final Set<String> said = new HashSet<>();

    Offload(DeviceQueue queue) {
        this.queue = queue;
        residency = new Residency(queue);
    }

    /// Runs `body` and returns whether it could; if not, nothing has been changed. Throws [T2lException] if the device
    /// fails when a result has been changed in part.
    boolean run(String operation, Consumer<Task> body) {
        synchronized (queue) {
            Task task = new Task(queue, residency, value);
            try {
                body.accept(task);
                task.done();
                return true;
            } catch (DeviceFailure e) {
                if (task.hasChanged()) {
                    throw new T2lException("backend opencl: " + operation + " on " + queue.device().name()
                            + " failed half done: " + e.getMessage() + "; start again with --backend simd", e);
                }
                if (said.add(operation + e.getMessage())) {
                    LOG.log(Level.WARNING, "backend opencl: {0} on {1}: {2}; the processor computes it instead",
                            operation, queue.device().name(), e.getMessage());
                }
                return false;
            } finally {
                Reference.reachabilityFence(task);
            }
        }
    }

    /// Waits until the device is done. Throws [T2lException] if it fails.
    void finish() {
        synchronized (queue) {
            try {
                queue.finish();
            } catch (DeviceFailure e) {
                throw new T2lException("backend opencl: " + queue.device().name() + " failed: " + e.getMessage()
                        + "; start again with --backend simd", e);
            }
        }
    }

    OpenClDevice device() {
        return queue.device();
    }

    Traffic traffic() {
        synchronized (queue) {
            return queue.traffic();
        }
    }

    @Override
    public void close() {
        synchronized (queue) {
            residency.close();
            queue.close();
            arena.close();
        }
    }
}
