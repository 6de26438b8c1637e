package t2l.gpu;

import java.util.HashMap;
import java.util.Map;
import t2l.tensor.DType;

/// What lies in each memory of a device. A device may keep numbers of different types apart; one [t2l.tensor.Memory]
/// that is read as both then has a copy in either, which learn of each other's changes as those of two devices do.
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

    /// Brings home what is newer there, and gives all device memory back.
    @Override
    public void close() {
        all.values().forEach(Residency::close);
    }
}
