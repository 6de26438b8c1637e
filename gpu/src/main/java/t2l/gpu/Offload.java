package t2l.gpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Kernel.Access;

/// Tries kernels on a device. Tells the caller which ones the host has to compute, and logs each reason once.
final class Offload implements AutoCloseable {
    private static final Logger LOG = System.getLogger("t2l.gpu");

    private final Device device;
    private final Copies copies;
    private final Set<String> said = new HashSet<>();

    Offload(Device device) {
        this.device = device;
        copies = new Copies(device);
    }

    /// Runs `body`, which launches what computes `kernel`, and returns whether it could; if not, nothing has been changed.
    /// Throws [T2lException] if the device fails when a result has been changed in part.
    boolean run(Kernel kernel, Consumer<DeviceCall> body) {
        return run(kernel.getClass().getSimpleName(), kernel.access(), body);
    }

    /// As [#run(Kernel, Consumer)], for what is no kernel of ours.
    boolean run(String operation, Access access, Consumer<DeviceCall> body) {
        synchronized (device) {
            DeviceCall task = new DeviceCall(device, copies, access);
            try {
                body.accept(task);
                task.done();
                return true;
            } catch (DeviceFailure e) {
                if (task.hasChanged()) {
                    throw failed(operation + " on " + device.name() + " failed half done", e);
                }
                if (said.add(operation + e.getMessage())) {
                    LOG.log(Level.WARNING, "backend {0}: {1} on {2}: {3}; the processor computes it instead",
                            device.backend(), operation, device.name(), e.getMessage());
                }
                return false;
            } finally {
                Reference.reachabilityFence(task);
            }
        }
    }

    /// Waits until the device is done. Throws [T2lException] if it fails.
    void finish() {
        synchronized (device) {
            try {
                device.finish();
            } catch (DeviceFailure e) {
                throw failed(device.name() + " failed", e);
            }
        }
    }

    private T2lException failed(String what, DeviceFailure e) {
        return new T2lException(Kind.DEVICE, "backend " + device.backend() + ": " + what + ": " + e.getMessage()
                + "; start again with the backend simd", e);
    }

    Device device() {
        return device;
    }

    Traffic traffic() {
        synchronized (device) {
            return device.traffic();
        }
    }

    @Override
    public void close() {
        synchronized (device) {
            copies.close();
            device.close();
        }
    }
}
