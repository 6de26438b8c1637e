package t2l.gpu.tornado;

import module java.base;
import t2l.gpu.DeviceFailure;
import uk.ac.manchester.tornado.api.*;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task5;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/// TornadoVM's side of a device: one execution plan with a task graph for each kernel. All of them use the same two large
/// arrays, which stay on the device, and the same two small ones with arguments, which are sent with every launch. Sizes
/// are arguments, too, so nothing is compiled twice. Three more arrays stay on the device for a library.
class Plan implements AutoCloseable {
    /// Words that are copied to the device or back at a time: the smallest that fits is taken.
    private static final int[] CARRIED = {1 << 8, 1 << 14, 1 << 20};

    /// Arguments of a kernel at most.
    static final int WHOLE = 64;
    static final int REAL = 16;

    /// Work-items of a group that go along an array.
    static final int GROUP = 64;

    private static final String BEGIN = "begin";
    private static final String KEEP = "keep";
    private static final String EXTRA = "extra";

    private final TornadoDevice device;
    private final int size;
    private final FloatArray floats;
    private final IntArray words;
    private final FloatArray left;
    private final FloatArray right;
    private final FloatArray result;
    private final IntArray whole = new IntArray(WHOLE);
    private final FloatArray real = new FloatArray(REAL);
    private final KernelContext context = new KernelContext();
    private final List<ImmutableTaskGraph> graphs = new ArrayList<>();
    private final GridScheduler grids = new GridScheduler();
    private final Map<String, Integer> number = new LinkedHashMap<>();
    private final FloatArray[] floatsIn = new FloatArray[CARRIED.length];
    private final FloatArray[] floatsOut = new FloatArray[CARRIED.length];
    private final IntArray[] wordsIn = new IntArray[CARRIED.length];
    private final TornadoExecutionPlan plan;

    /// Compiles everything, so that a kernel that this device cannot have is known at once.
    ///
    /// @param size     words of either large array
    /// @param operands numbers of each array for the operands and the result of a library, at least [#GROUP]
    Plan(TornadoDevice device, int size, int operands) {
        this.device = device;
        this.size = size;
        floats = FloatArray.fromSegmentShallow(allocate(size));
        words = IntArray.fromSegmentShallow(allocate(size));
        left = FloatArray.fromSegmentShallow(allocate(operands));
        right = FloatArray.fromSegmentShallow(allocate(operands));
        result = FloatArray.fromSegmentShallow(allocate(operands));
        add(BEGIN, new TaskGraph(BEGIN).task("t", Transfers::begin, context, floats, words, left, right, result)
                .persistOnDevice(floats, words, left, right, result));
        add(KEEP, resident(KEEP).task("t", Transfers::keep, context, floats));
        product("few", Products::few);
        product("product", Products::tiled);
        product("lora", Products::lora);
        add("left", withWhole("left").task("t", Products::operand, context, floats, words, left, whole));
        add("right", withWhole("right").task("t", Products::operand, context, floats, words, right, whole));
        add("result", withReal("result").task("t", Products::result, context, floats, result, whole, real));
        for (int i = 0; i < CARRIED.length; i++) {
            floatsIn[i] = new FloatArray(CARRIED[i]);
            floatsOut[i] = new FloatArray(CARRIED[i]);
            wordsIn[i] = new IntArray(CARRIED[i]);
            add("floatsIn" + i, withWhole("floatsIn" + i)
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, floatsIn[i])
                    .task("t", Transfers::floatsIn, context, floats, floatsIn[i], whole));
            add("floatsOut" + i, withWhole("floatsOut" + i)
                    .task("t", Transfers::floatsOut, context, floats, floatsOut[i], whole)
                    .transferToHost(DataTransferMode.EVERY_EXECUTION, floatsOut[i]));
            add("wordsIn" + i, withWhole("wordsIn" + i)
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, wordsIn[i])
                    .task("t", Transfers::wordsIn, context, words, wordsIn[i], whole));
        }
        grids.addWorkerGrid(EXTRA + ".t", new WorkerGrid3D(GROUP, 1, 1));
        plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new)).withDevice(device)
                .withGridScheduler(grids);
        try {
            whole.init(1); // one row of one number, somewhere in the arrays, which are still empty
            number.keySet().forEach(kernel -> run(kernel, GROUP));
            powers();
        } catch (DeviceFailure e) {
            try {
                close();
            } catch (DeviceFailure more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    /// The host's side of an array whose numbers are only on the device: addresses that take no memory until somebody
    /// writes there, and nobody does.
    private static MemorySegment allocate(int size) {
        try {
            Path file = Files.createTempFile("t2l", "");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE)) {
                return channel.map(FileChannel.MapMode.PRIVATE, 0, TornadoNativeArray.ARRAY_HEADER + 4L * size,
                        Arena.ofAuto());
            }
        } catch (IOException e) {
            throw new DeviceFailure("needs a temporary file: " + e.getMessage());
        }
    }

    private TaskGraph resident(String name) {
        return new TaskGraph(name).consumeFromDevice(BEGIN, floats, words, left, right, result);
    }

    private TaskGraph withWhole(String name) {
        return resident(name).transferToDevice(DataTransferMode.EVERY_EXECUTION, whole);
    }

    private TaskGraph withReal(String name) {
        return withWhole(name).transferToDevice(DataTransferMode.EVERY_EXECUTION, real);
    }

    private void product(String name, Task5<KernelContext, FloatArray, IntArray, IntArray, FloatArray> kernel) {
        add(name, withReal(name).task("t", kernel, context, floats, words, whole, real));
    }

    private void add(String name, TaskGraph graph) {
        number.put(name, graphs.size());
        graphs.add(graph.snapshot());
        grids.addWorkerGrid(name + ".t", new WorkerGrid3D(GROUP, 1, 1));
    }

    private void powers() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment powers = arena.allocate(ValueLayout.JAVA_FLOAT, Numbers.POWERS);
            for (int e = 0; e < Numbers.POWERS; e++) {
                powers.setAtIndex(ValueLayout.JAVA_FLOAT, e, Numbers.power(e));
            }
            floatsIn(powers, 0);
        }
    }

    /// Words of either large array.
    int size() {
        return size;
    }

    /// Whether there is a kernel of that name.
    boolean has(String kernel) {
        return number.containsKey(kernel);
    }

    /// The arguments of the next kernel.
    void arguments(int[] wholes, float... reals) {
        for (int i = 0; i < wholes.length; i++) {
            whole.set(i, wholes[i]);
        }
        for (int i = 0; i < reals.length; i++) {
            real.set(i, reals[i]);
        }
    }

    /// Runs a kernel with [#arguments] for `x·y·z` work-items in groups of `localX·localY`, and waits.
    void run(String kernel, long x, long y, long z, int localX, int localY) {
        WorkerGrid grid = grids.get(kernel + ".t");
        grid.setGlobalWork(x, y, z);
        grid.setLocalWork(localX, localY, 1);
        execute(plan, number.get(kernel), kernel);
    }

    /// Runs a kernel for `count` work-items or a few more.
    final void run(String kernel, long count) {
        run(kernel, Math.ceilDiv(count, (long) GROUP) * GROUP, 1, 1, GROUP, 1);
    }

    private void execute(TornadoExecutionPlan some, int graph, String what) {
        Failures.call(what + " failed", () -> {
            some.withGraph(graph).execute();
            device.sync(some.getId()); // else it may still be reading its arguments
            return graph;
        });
    }

    /// The arrays for the operands and the result of a library.
    FloatArray left() {
        return left;
    }

    FloatArray right() {
        return right;
    }

    FloatArray result() {
        return result;
    }

    /// A graph that comes later than the others and uses the same arrays: a plan cannot be given more graphs, so it gets
    /// one of its own, in which a graph that has the arrays hands them on.
    ///
    /// @param task adds its task, named `t`
    Extra extra(UnaryOperator<TaskGraph> task) {
        return Failures.call("no graph for a library task", () -> {
            TornadoExecutionPlan own = new TornadoExecutionPlan(graphs.get(number.get(KEEP)),
                    task.apply(resident(EXTRA)).snapshot()).withDevice(device).withGridScheduler(grids);
            execute(own, 0, KEEP);
            return new Extra(own);
        });
    }

    /// See [Plan#extra].
    final class Extra implements AutoCloseable {
        private final TornadoExecutionPlan own;

        private Extra(TornadoExecutionPlan own) {
            this.own = own;
        }

        void run() {
            execute(own, 1, "a library task");
        }

        @Override
        public void close() {
            end(own);
        }
    }

    private interface Carry {
        void carry(int carrier, long first);
    }

    /// Splits `bytes` at `place` into what one carrier holds.
    private void each(String kernel, long bytes, int place, Carry before, Carry after) {
        int i = 0;
        while (i + 1 < CARRIED.length && 4L * CARRIED[i] < bytes) {
            i++;
        }
        for (long at = 0; at < bytes; at += 4L * CARRIED[i]) {
            int count = (int) Math.min(CARRIED[i], Math.ceilDiv(bytes - at, 4));
            before.carry(i, at);
            arguments(new int[] {place + (int) (at / 4), count});
            run(kernel + i, count);
            after.carry(i, at);
        }
    }

    private static void copy(MemorySegment from, long at, MemorySegment to) {
        MemorySegment.copy(from, at, to, 0, Math.min(to.byteSize(), from.byteSize() - at));
    }

    /// Host memory to a place among the F32 numbers.
    void floatsIn(MemorySegment from, int place) {
        each("floatsIn", from.byteSize(), place, (i, at) -> copy(from, at, floatsIn[i].getSegment()), (_, _) -> {});
    }

    /// Back from there.
    void floatsOut(MemorySegment to, int place) {
        each("floatsOut", to.byteSize(), place, (_, _) -> {},
                (i, at) -> copy(floatsOut[i].getSegment(), 0, to.asSlice(at)));
    }

    /// Host memory to a place among the words.
    void wordsIn(MemorySegment from, int place) {
        each("wordsIn", from.byteSize(), place, (i, at) -> copy(from, at, wordsIn[i].getSegment()), (_, _) -> {});
    }

    @Override
    public void close() {
        end(plan);
    }

    private static void end(TornadoExecutionPlan some) {
        Failures.call("its memory is not released", () -> {
            some.freeDeviceMemory();
            some.close();
            return some;
        });
    }
}
