package t2l.gpu;

import module java.base;
import t2l.tensor.DType;

/// The copies in all memories of a device, and its scratch memory. A device may keep numbers of different types apart; a
/// [t2l.tensor.Memory] that is read as both then has a copy in each, and these are kept in step like the copies of two
/// devices.
final class Copies implements AutoCloseable {
    private final Device device;
    private final Map<DeviceMemory, Residency> all = new HashMap<>();
    private final Map<Integer, Scratch> scratch = new HashMap<>();

    private record Scratch(long block, long bytes) {}

    Copies(Device device) {
        this.device = device;
    }

    /// The copies of tensors of a type.
    Residency of(DType type) {
        return all.computeIfAbsent(device.memory(type), memory -> new Residency(device, memory));
    }

    /// One of a few blocks of F32 memory that kernels use between them, at least `bytes` large; it keeps its content until
    /// the next call with that number.
    long scratch(int number, long bytes) {
        Scratch known = scratch.get(number);
        if (known == null || known.bytes < bytes) {
            DeviceMemory memory = device.memory(DType.F32);
            if (known != null) {
                scratch.remove(number);
                memory.release(known.block, known.bytes);
            }
            known = new Scratch(memory.allocate(bytes), bytes);
            scratch.put(number, known);
        }
        return known.block;
    }

    /// Downloads what is newer there, and releases all device memory.
    @Override
    public void close() {
        all.values().forEach(Residency::close);
        scratch.values().forEach(s -> device.memory(DType.F32).release(s.block, s.bytes));
    }
}
