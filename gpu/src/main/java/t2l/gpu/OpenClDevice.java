package t2l.gpu;

import module java.base;

/// One OpenCL device and the facts about it that decide how it is used (OpenCL 1.2 specification, table 4.3).
///
/// @param kind       GPU and accelerator kernels share tiles through local memory, CPU kernels keep them in registers
/// @param memory     bytes that may lie there at once
/// @param largest    bytes of one buffer at most
/// @param hostMemory whether the device reads the host's memory itself
/// @param vector     how many F32 its registers hold
record OpenClDevice(MemorySegment id, String name, String version, String driver, Kind kind, long memory, long largest,
        boolean hostMemory, int vector) {
    /// What kind of processor it is, those first that are most likely to be fast: what calls itself an accelerator is an
    /// FPGA, or the emulator of one that comes with Intel's compilers.
    enum Kind {
        GPU, CPU, ACCELERATOR
    }

    /// The most likely to be fast first. Of two GPUs, the one with its own memory: an integrated GPU reports the host's
    /// memory as its own, and so has more.
    static final Comparator<OpenClDevice> FASTEST_FIRST = Comparator.comparing(OpenClDevice::kind)
            .thenComparing(OpenClDevice::hostMemory)
            .thenComparing(Comparator.comparingLong(OpenClDevice::memory).reversed());

    private static final int TYPE = 0x1000;
    private static final int MAX_MEM_ALLOC_SIZE = 0x1010;
    private static final int GLOBAL_MEM_SIZE = 0x101F;
    private static final int AVAILABLE = 0x1027;
    private static final int COMPILER_AVAILABLE = 0x1028;
    private static final int NAME = 0x102B;
    private static final int DRIVER_VERSION = 0x102D;
    private static final int VERSION = 0x102F;
    private static final int HOST_UNIFIED_MEMORY = 0x1035;
    private static final int NATIVE_VECTOR_WIDTH_FLOAT = 0x103A;
    private static final int TYPE_GPU = 4;
    private static final int TYPE_ACCELERATOR = 8;

    /// All that can be used now, [#FASTEST_FIRST]. A driver that fails does not hide the devices of others; throws its
    /// [DeviceFailure] if there are none.
    static List<OpenClDevice> all(OpenCl cl) {
        List<OpenClDevice> all = new ArrayList<>();
        Optional<DeviceFailure> failure = Optional.empty();
        for (MemorySegment platform : cl.platforms()) {
            try {
                cl.devices(platform).stream().filter(id -> usable(cl, id)).map(id -> of(cl, id)).forEach(all::add);
            } catch (DeviceFailure e) {
                failure = Optional.of(e);
            }
        }
        if (all.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        all.sort(FASTEST_FIRST);
        return all;
    }

    /// Whether it is there, and takes programs in OpenCL C 1.2.
    private static boolean usable(OpenCl cl, MemorySegment id) {
        return cl.number(id, AVAILABLE) != 0 && cl.number(id, COMPILER_AVAILABLE) != 0
                && !cl.text(id, VERSION).matches("OpenCL 1\\.[01]( .*)?");
    }

    /// The first of [#all].
    static Optional<OpenClDevice> best(OpenCl cl) {
        return all(cl).stream().findFirst();
    }

    private static OpenClDevice of(OpenCl cl, MemorySegment id) {
        long type = cl.number(id, TYPE);
        return new OpenClDevice(id, cl.text(id, NAME), cl.text(id, VERSION), cl.text(id, DRIVER_VERSION),
                (type & TYPE_GPU) != 0 ? Kind.GPU : (type & TYPE_ACCELERATOR) != 0 ? Kind.ACCELERATOR : Kind.CPU,
                cl.number(id, GLOBAL_MEM_SIZE), cl.number(id, MAX_MEM_ALLOC_SIZE),
                cl.number(id, HOST_UNIFIED_MEMORY) != 0, (int) cl.number(id, NATIVE_VECTOR_WIDTH_FLOAT));
    }

    /// As `t2l inspect` prints it.
    String detail() {
        return name + " (" + kind.name().toLowerCase(java.util.Locale.ROOT) + ", " + (memory >> 20) + " MiB, " + version
                + ", driver " + driver + ")";
    }
}
