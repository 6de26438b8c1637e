package t2l.gpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import t2l.tensor.Traffic;

/// One device at work: its context, the queue in which all commands run one after the other, the programs built for it,
/// and the count of everything that was asked of it. Not safe for several threads: whoever uses it holds its lock.
final class DeviceQueue implements AutoCloseable {
    /// Work-items of a group that share a row or a list of elements.
    static final int LANES = 64;

    /// Launches that may wait in the queue: a program that never looks at a result must not fill the driver's memory.
    private static final int WAITING = 256;

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
    private final Map<Integer, Scratch> scratch = new HashMap<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment sizes = arena.allocate(JAVA_LONG, 6);
    private int waiting;
    private long launches;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;
    private int buffers;
    private long bufferBytes;

    /// @param sources the text of a program by its name
    DeviceQueue(OpenCl cl, OpenClDevice device, UnaryOperator<String> sources) {
        this.cl = cl;
        this.device = device;
        this.sources = sources;
        context = cl.context(device.id());
        queue = cl.queue(context, device.id());
    }

    OpenClDevice device() {
        return device;
    }

    OpenCl cl() {
        return cl;
    }

    Traffic traffic() {
        return new Traffic(launches, uploads, uploadedBytes, downloads, downloadedBytes, buffers, bufferBytes);
    }

    /// A kernel of a program, built when it is first asked for.
    ///
    /// @param options the compiler's, beside those that describe the device
    MemorySegment kernel(String program, String options, String name) {
        return kernels.computeIfAbsent(program + " " + options + " " + name,
                _ -> cl.kernel(program(program, options), name));
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
                            ("-cl-std=CL1.2 -DLANES=" + LANES + " " + options).strip()));
        } catch (DeviceFailure e) {
            broken.put(key, e);
            throw e;
        }
    }

    /// Starts a kernel for at least `x·y·z` work-items in groups of `localX·localY`.
    void launch(MemorySegment kernel, long x, long y, long z, int localX, int localY) {
        set(0, Math.ceilDiv(x, (long) localX) * localX, Math.ceilDiv(y, (long) localY) * localY, z);
        set(3, localX, localY, 1);
        cl.launch(queue, kernel, sizes.asSlice(0, 24), sizes.asSlice(24, 24));
        launches++;
        if (++waiting == WAITING) {
            finish();
        }
    }

    private void set(int from, long x, long y, long z) {
        sizes.setAtIndex(JAVA_LONG, from, x);
        sizes.setAtIndex(JAVA_LONG, from + 1, y);
        sizes.setAtIndex(JAVA_LONG, from + 2, z);
    }

    /// Device memory of its own. Throws [DeviceFailure] if there is no room for it.
    MemorySegment allocate(long bytes) {
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
        return buffer;
    }

    /// One of a few blocks that kernels use between them, at least `bytes` large.
    MemorySegment scratch(int number, long bytes) {
        Scratch known = scratch.get(number);
        if (known == null || known.bytes < bytes) {
            if (known != null) {
                scratch.remove(number);
                release(known.buffer, known.bytes);
            }
            known = new Scratch(allocate(bytes), bytes);
            scratch.put(number, known);
        }
        return known.buffer;
    }

    private record Scratch(MemorySegment buffer, long bytes) {}

    /// The host's own bytes, for the device to read; they must stay where they are until it is released.
    MemorySegment borrow(MemorySegment host) {
        MemorySegment buffer = cl.buffer(context, HOST, host.byteSize(), host);
        buffers++;
        return buffer;
    }

    /// @param bytes of device memory that [#allocate] gave, 0 after [#borrow]
    void release(MemorySegment buffer, long bytes) {
        cl.releaseBuffer(buffer);
        buffers--;
        bufferBytes -= bytes;
    }

    void upload(MemorySegment from, MemorySegment buffer) {
        cl.write(queue, buffer, from);
        waiting = 0;
        uploads++;
        uploadedBytes += from.byteSize();
    }

    /// Waits for everything before it.
    void download(MemorySegment buffer, MemorySegment to) {
        cl.read(queue, buffer, to);
        waiting = 0;
        downloads++;
        downloadedBytes += to.byteSize();
    }

    /// Waits until the device is done with everything.
    void finish() {
        cl.finish(queue);
        waiting = 0;
    }

    /// Lets the device begin.
    void flush() {
        cl.flush(queue);
    }

    /// Ends the device's work. Buffers must have been released before.
    @Override
    public void close() {
        cl.finish(queue);
        scratch.values().forEach(s -> release(s.buffer, s.bytes));
        kernels.values().forEach(cl::releaseKernel);
        programs.values().forEach(cl::releaseProgram);
        cl.releaseQueue(queue);
        cl.releaseContext(context);
        arena.close();
    }
}
