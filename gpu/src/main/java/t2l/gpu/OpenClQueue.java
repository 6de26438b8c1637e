package t2l.gpu;

import static java.lang.foreign.ValueLayout.*;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels.Traffic;

/// An OpenCL device: its context, the queue in which all commands run one after the other, and the programs built for it.
final class OpenClQueue implements Device, DeviceMemory {
    /// Launches that may wait in the queue: a program that never looks at a result must not fill the driver's memory.
    private static final int WAITING = 256;

    /// What all programs are built with.
    private static final String OPTIONS = "-cl-std=CL1.2 -DLANES=" + LANES + " -DBLOCK=" + DType.BLOCK
            + " -DQ8_0_BYTES="
            + DType.Q8_0_BYTES + " -DQ4_0_BYTES=" + DType.Q4_0_BYTES + " ";

    private static final long COPY = 1; // CL_MEM_READ_WRITE
    private static final long HOST = 4 | 8; // CL_MEM_READ_ONLY | CL_MEM_USE_HOST_PTR

    private final OpenCl cl;
    private final OpenClDevice device;
    private final UnaryOperator<String> sources;
    private final MemorySegment context;
    private final MemorySegment queue;
    private final Map<String, MemorySegment> programs = new HashMap<>();
    private final Map<String, DeviceFailure> broken = new HashMap<>();
    private final Map<String, MemorySegment> kernels = new HashMap<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment sizes = arena.allocate(JAVA_LONG, 6);
    private final MemorySegment value = arena.allocate(JAVA_LONG, 4);
    private int waiting;
    private long launches;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;
    private int buffers;
    private long bufferBytes;

    /// @param sources the text of a program by its name
    OpenClQueue(OpenCl cl, OpenClDevice device, UnaryOperator<String> sources) {
        this.cl = cl;
        this.device = device;
        this.sources = sources;
        context = cl.context(device.id());
        queue = cl.queue(context, device.id());
    }

    @Override
    public String backend() {
        return "opencl";
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int vector() {
        return device.kind() == OpenClDevice.Kind.CPU ? device.vector() : 0;
    }

    @Override
    public DeviceMemory memory(DType type) {
        return this;
    }

    @Override
    public Traffic traffic() {
        return new Traffic(launches, uploads, uploadedBytes, downloads, downloadedBytes, buffers, bufferBytes);
    }

    @Override
    public void start(Launch launch) {
        MemorySegment kernel = kernels.computeIfAbsent(
                launch.program() + " " + launch.options() + " " + launch.kernel(),
                _ -> cl.kernel(program(launch.program(), launch.options()), launch.kernel()));
        for (int i = 0; i < launch.arguments().size(); i++) {
            give(kernel, i, launch.arguments().get(i));
        }
        set(0, Math.ceilDiv(launch.x(), (long) launch.localX()) * launch.localX(),
                Math.ceilDiv(launch.y(), (long) launch.localY()) * launch.localY(), launch.z());
        set(3, launch.localX(), launch.localY(), 1);
        cl.launch(queue, kernel, sizes.asSlice(0, 24), sizes.asSlice(24, 24));
        launches++;
        if (++waiting == WAITING) {
            finish();
        }
    }

    /// Through a few bytes that all arguments share.
    private void give(MemorySegment kernel, int index, Argument argument) {
        switch (argument) {
            case Whole(int number) -> value.set(JAVA_INT, 0, number);
            case Wide(long number) -> value.set(JAVA_LONG, 0, number);
            case Real(double number) -> value.set(JAVA_FLOAT, 0, (float) number);
            case Steps(long a, long b, long c, long d) ->
                MemorySegment.copy(new long[] {a, b, c, d}, 0, value, JAVA_LONG, 0, 4);
            case Local(int floats) -> {
                cl.argument(kernel, index, 4L * floats, MemorySegment.NULL);
                return;
            }
        }
        cl.argument(kernel, index, argument instanceof Steps ? 32 : argument instanceof Wide ? 8 : 4, value);
    }

    private MemorySegment program(String name, String options) {
        String key = name + " " + options;
        DeviceFailure failure = broken.get(key);
        if (failure != null) {
            throw failure;
        }
        try {
            return programs.computeIfAbsent(key,
                    _ -> cl.program(context, device.id(), sources.apply("types") + sources.apply(name),
                            (OPTIONS + options).strip()));
        } catch (DeviceFailure e) {
            broken.put(key, e);
            throw e;
        }
    }

    private void set(int from, long x, long y, long z) {
        sizes.setAtIndex(JAVA_LONG, from, x);
        sizes.setAtIndex(JAVA_LONG, from + 1, y);
        sizes.setAtIndex(JAVA_LONG, from + 2, z);
    }

    @Override
    public long largest() {
        return device.largest();
    }

    @Override
    public boolean borrows() {
        return device.hostMemory();
    }

    @Override
    public long allocate(long bytes) {
        if (bytes > device.largest()) {
            throw new DeviceFailure(
                    "needs a buffer of " + bytes + " bytes, the device gives at most " + device.largest());
        }
        if (bytes > device.memory() - bufferBytes) {
            throw new DeviceFailure("needs " + bytes + " bytes more of the device's " + device.memory() + ", of which "
                    + bufferBytes + " are taken");
        }
        MemorySegment buffer = cl.buffer(context, COPY, bytes, MemorySegment.NULL);
        buffers++;
        bufferBytes += bytes;
        return buffer.address();
    }

    @Override
    public long borrow(MemorySegment host) {
        MemorySegment buffer = cl.buffer(context, HOST, host.byteSize(), host);
        buffers++;
        return buffer.address();
    }

    @Override
    public void release(long block, long bytes) {
        cl.release("MemObject", MemorySegment.ofAddress(block));
        buffers--;
        bufferBytes -= bytes;
    }

    @Override
    public void upload(MemorySegment from, long block) {
        cl.write(queue, MemorySegment.ofAddress(block), from);
        waiting = 0;
        uploads++;
        uploadedBytes += from.byteSize();
    }

    @Override
    public void download(long block, MemorySegment to) {
        cl.read(queue, MemorySegment.ofAddress(block), to);
        waiting = 0;
        downloads++;
        downloadedBytes += to.byteSize();
    }

    @Override
    public void finish() {
        cl.finish(queue);
        waiting = 0;
    }

    @Override
    public void flush() {
        cl.flush(queue);
    }

    @Override
    public void close() {
        cl.finish(queue);
        kernels.values().forEach(kernel -> cl.release("Kernel", kernel));
        programs.values().forEach(program -> cl.release("Program", program));
        cl.release("CommandQueue", queue);
        cl.release("Context", context);
        arena.close();
    }
}
