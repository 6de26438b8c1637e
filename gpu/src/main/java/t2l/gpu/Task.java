package t2l.gpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Memory;
import t2l.tensor.Tensor;

/// One operation on the device: kernels that are given their arguments in the order of their parameters and launched.
///
/// A tensor is three arguments: its buffer, the place of its first element, and its steps along up to four axes, the
/// last axis first. Giving a tensor brings the device's copy up to date, so that whatever can fail for want of memory
/// fails before anything has been changed.
final class Task {
    private final DeviceQueue queue;
    private final Residency residency;
    private final MemorySegment value;
    private final List<DeviceCopy> changing = new ArrayList<>();
    /// Held, so that none of their buffers is given back while a kernel has it as an argument; a launched kernel holds its
    /// own.
    private final List<Memory> operands = new ArrayList<>();
    private MemorySegment kernel = MemorySegment.NULL;
    private int index;
    private boolean changed;
    private boolean borrowing;

    /// @param value 32 bytes of scratch memory
    Task(DeviceQueue queue, Residency residency, MemorySegment value) {
        this.queue = queue;
        this.residency = residency;
        this.value = value;
    }

    /// Begins with the arguments of another kernel.
    Task kernel(String program, String options, String name) {
        kernel = queue.kernel(program, options, name);
        index = 0;
        changing.clear();
        return this;
    }

    /// A tensor that the kernel reads, with its own steps.
    Task reads(Tensor t) {
        return reads(t, steps(t));
    }

    /// A tensor that the kernel reads with these steps along the last axis, the one before it, and so on.
    Task reads(Tensor t, long... steps) {
        DeviceCopy copy = upToDate(t);
        return buffer(copy.buffer()).wide(t.offset()).steps(steps);
    }

    /// A tensor that the kernel reads or keeps in part, and changes.
    Task changes(Tensor t, long... steps) {
        return changed(upToDate(t), t, steps);
    }

    /// A tensor that the kernel overwrites. What else its memory holds stays as it is.
    Task writes(Tensor t, long... steps) {
        boolean all = t.offset() == 0 && t.contiguous()
                && t.dtype().bytes(t.size()) == t.memory().place().byteSize();
        return changed(all ? known(t) : upToDate(t), t, steps);
    }

    private Task changed(DeviceCopy copy, Tensor t, long... steps) {
        t.memory().others(copy, true);
        changing.add(copy);
        return buffer(copy.buffer()).wide(t.offset()).steps(steps.length == 0 ? steps(t) : steps);
    }

    private DeviceCopy known(Tensor t) {
        operands.add(t.memory());
        return residency.copy(t.memory(), t.memory().place().byteSize());
    }

    private DeviceCopy upToDate(Tensor t) {
        return upToDate(t, t.memory().place().byteSize());
    }

    /// The copy of the memory of `t`, as new as the host's, for kernels that run over its buffers one by one.
    ///
    /// @param unit bytes that have to lie in one buffer
    DeviceCopy upToDate(Tensor t, long unit) {
        operands.add(t.memory());
        DeviceCopy copy = residency.copy(t.memory(), unit);
        t.memory().others(copy, false);
        copy.toDevice();
        borrowing |= copy.borrowed();
        return copy;
    }

    /// Memory of the device's own for what is computed on the way; it keeps its content until it is asked for again.
    MemorySegment scratch(int number, long bytes) {
        return queue.scratch(number, bytes);
    }

    Task buffer(MemorySegment buffer) {
        value.set(ValueLayout.ADDRESS, 0, buffer);
        return argument(8);
    }

    Task whole(int number) {
        value.set(JAVA_INT, 0, number);
        return argument(4);
    }

    Task wide(long number) {
        value.set(JAVA_LONG, 0, number);
        return argument(8);
    }

    Task real(double number) {
        value.set(JAVA_FLOAT, 0, (float) number);
        return argument(4);
    }

    Task steps(long... steps) {
        for (int i = 0; i < 4; i++) {
            value.setAtIndex(JAVA_LONG, i, i < steps.length ? steps[i] : 0);
        }
        return argument(32);
    }

    /// Local memory for so many F32.
    Task local(int floats) {
        queue.cl().argument(kernel, index++, 4L * floats, MemorySegment.NULL);
        return this;
    }

    private Task argument(long bytes) {
        queue.cl().argument(kernel, index++, bytes, value);
        return this;
    }

    /// Starts the kernel for at least `x·y·z` work-items in groups of `localX·localY`.
    void launch(long x, long y, long z, int localX, int localY) {
        if (x > 0 && y > 0 && z > 0) {
            queue.launch(kernel, x, y, z, localX, localY);
            changing.forEach(DeviceCopy::changed);
            changed |= !changing.isEmpty();
        }
    }

    /// Whether a result has been changed, so that nobody else can compute it from the beginning any more.
    boolean hasChanged() {
        return changed;
    }

    /// The last launch has been made. Waits if a kernel reads memory of the host, which may go away at any time.
    void done() {
        if (borrowing) {
            queue.finish();
        } else {
            queue.flush();
        }
    }

    private static long[] steps(Tensor t) {
        long[] steps = new long[t.rank()];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = t.stride(-1 - k);
        }
        return steps;
    }
}
