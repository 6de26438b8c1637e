package t2l.gpu;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// One [t2l.tensor.kernel.Kernel] on the device: programs that get their arguments in the order of their parameters and are
/// launched.
///
/// A tensor is three arguments: its block of memory, the place of its first element, and its steps along up to four
/// axes, the last axis first. Passing a tensor brings the device's copy up to date, so that a lack of memory shows before
/// anything has been changed.
final class DeviceCall {
    private final Device device;
    private final Copies copies;
    private final Access access;
    private final List<DeviceCopy> changing = new ArrayList<>();
    /// Held, so that none of their blocks is given back while a kernel has it as an argument; a launched kernel holds its
    /// own.
    private final List<Memory> operands = new ArrayList<>();
    private final List<Device.Argument> arguments = new ArrayList<>();
    private String program = "";
    private String options = "";
    private String kernel = "";
    private boolean changed;
    private boolean borrowing;

    /// @param access what the call does with its operands
    DeviceCall(Device device, Copies copies, Access access) {
        this.device = device;
        this.copies = copies;
        this.access = access;
    }

    /// Begins with the arguments of another kernel.
    DeviceCall kernel(String program, String options, String name) {
        this.program = program;
        this.options = options;
        this.kernel = name;
        arguments.clear();
        changing.clear();
        return this;
    }

    /// Tensors with their own steps.
    DeviceCall tensors(Tensor... all) {
        for (Tensor t : all) {
            tensor(t);
        }
        return this;
    }

    /// A tensor with its own steps, or with these. [Access] tells what
    /// becomes of it: what is read is brought up to date here, what is changed is outdated elsewhere.
    DeviceCall tensor(Tensor t, long... steps) {
        boolean overwritten = among(access.writes(), t) && !among(access.reads(), t);
        boolean whole = t.offset() == 0 && t.contiguous() && t.dtype().bytes(t.size()) == t.memory().place().byteSize();
        DeviceCopy copy = overwritten && whole ? known(t) : upToDate(t);
        if (among(access.updates(), t) || among(access.writes(), t)) {
            t.memory().others(copy, true);
            changing.add(copy);
        }
        return block(copy.block()).wide(t.offset()).steps(steps.length == 0 ? steps(t) : steps);
    }

    private static boolean among(List<Tensor> operands, Tensor t) {
        return operands.stream().anyMatch(o -> o.memory().equals(t.memory()));
    }

    private DeviceCopy known(Tensor t) {
        return copy(t, t.memory().place().byteSize());
    }

    private DeviceCopy upToDate(Tensor t) {
        return upToDate(t, t.memory().place().byteSize());
    }

    /// The copy of the memory of `t`, as new as the host's, for kernels that run over its blocks one by one.
    ///
    /// @param unit bytes that have to lie in one block
    DeviceCopy upToDate(Tensor t, long unit) {
        DeviceCopy copy = copy(t, unit);
        t.memory().others(copy, false);
        copy.toDevice();
        borrowing |= copy.borrowed();
        return copy;
    }

    private DeviceCopy copy(Tensor t, long unit) {
        operands.add(t.memory());
        return copies.of(t.dtype()).copy(t.memory(), unit);
    }

    /// As [Copies#scratch].
    long scratch(int number, long bytes) {
        return copies.scratch(number, bytes);
    }

    DeviceCall block(long block) {
        return wide(block);
    }

    DeviceCall whole(int number) {
        return with(new Device.Whole(number));
    }

    DeviceCall wide(long number) {
        return with(new Device.Wide(number));
    }

    DeviceCall real(double number) {
        return with(new Device.Real(number));
    }

    /// The steps along the last axis, the one before it, and so on; missing ones are 0.
    DeviceCall steps(long... steps) {
        long[] four = Arrays.copyOf(steps, 4);
        return with(new Device.Steps(four[0], four[1], four[2], four[3]));
    }

    DeviceCall local(int floats) {
        return with(new Device.Local(floats));
    }

    private DeviceCall with(Device.Argument argument) {
        arguments.add(argument);
        return this;
    }

    /// Starts the kernel for at least `x·y·z` work-items in groups of `localX·localY`.
    void launch(long x, long y, long z, int localX, int localY) {
        if (x > 0 && y > 0 && z > 0) {
            device.start(new Device.Launch(program, options, kernel, List.copyOf(arguments), x, y, z, localX, localY));
            changing.forEach(DeviceCopy::changed);
            changed |= !changing.isEmpty();
        }
    }

    /// Whether a result has been changed, so that another backend can no longer compute it.
    boolean hasChanged() {
        return changed;
    }

    /// The last launch has been made. Waits if a kernel reads memory of the host, which may go away at any time.
    void done() {
        if (borrowing) {
            device.finish();
        } else {
            device.flush();
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
