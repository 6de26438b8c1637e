package t2l.gpu;

import java.util.HashMap;
import java.util.Map;
import t2l.tensor.DType;

/// The copies in all memories of a device. A device may keep numbers of different types apart; a [t2l.tensor.Memory] that
/// is read as both then has a copy in each, and these are kept in step like the copies of two devices.
final class Copies implements AutoCloseable {
    private final Device device;
    private final Map<DeviceMemory, Residency> all = new HashMap<>();

    Copies(Device device) {
        this.device = device;
    }

    /// The copies of tensors of a type.
    Residency of(DType type) {
        return all.computeIfAbsent(device.memory(type), memory -> new Residency(device, memory));
    }

    /// Downloads what is newer there, and releases all device memory.
    @Override
    public void close() {
        all.values().forEach(Residency::close);
    }
}
