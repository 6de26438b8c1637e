package t2l.gpu.tornado;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import t2l.gpu.DeviceFailure;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid3D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/// TornadoVM's side of a device: one execution plan with a task graph for each kernel, all of which use the same two large
/// arrays, which stay on the device, and the same two small ones with arguments, which are sent with every launch. Sizes
/// are arguments too, so nothing is compiled twice.
final class Plan implements AutoCloseable {
    /// Words that are carried to the device or back at a time: the smallest that fits is taken.
    private static final int[] CARRIED = {1 << 8, 1 << 14, 1 << 20};

    /// Arguments of a kernel at most.
    static final int WHOLE = 64;
    static final int REAL = 16;

    private static final int GROUP = 64;
    private static final String BEGIN = "begin";

    private final TornadoDevice device;
    private final FloatArray floats;
    private final IntArray words;
    private final IntArray whole = new IntArray(WHOLE);
    private final FloatArray real = new FloatArray(REAL);
    private final KernelContext context = new KernelContext();
    private final List<ImmutableTaskGraph> graphs = new ArrayList<>();
    private final GridScheduler grids = new GridScheduler();
    private final Map<String, Integer> number = new HashMap<>();
    private final FloatArray[] floatsIn = new FloatArray[CARRIED.length];
    private final FloatArray[] floatsOut = new FloatArray[CARRIED.length];
    private final IntArray[] wordsIn = new IntArray[CARRIED.length];
    private final TornadoExecutionPlan plan;

    /// @param size words of either array
    Plan(TornadoDevice device, int size) {
        this.device = device;
        floats = FloatArray.fromSegmentShallow(room(size));
        words = IntArray.fromSegmentShallow(room(size));
        add(BEGIN, new TaskGraph(BEGIN).task("t", Transfers::begin, context, floats, words).persistOnDevice(floats,
                words));
        Program.KERNELS.forEach((name, kernel) -> add(name, resident(name)
                .transferToDevice(DataTransferMode.EVERY_EXECUTION, whole, real)
                .task("t", kernel, context, floats, words, whole, real)));
        for (int i = 0; i < CARRIED.length; i++) {
            floatsIn[i] = new FloatArray(CARRIED[i]);
            floatsOut[i] = new FloatArray(CARRIED[i]);
            wordsIn[i] = new IntArray(CARRIED[i]);
            add("floatsIn" + i, resident("floatsIn" + i)
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, floatsIn[i], whole)
                    .task("t", Transfers::floatsIn, context, floats, floatsIn[i], whole));
            add("floatsOut" + i, resident("floatsOut" + i).transferToDevice(DataTransferMode.EVERY_EXECUTION, whole)
                    .task("t", Transfers::floatsOut, context, floats, floatsOut[i], whole)
                    .transferToHost(DataTransferMode.EVERY_EXECUTION, floatsOut[i]));
            add("wordsIn" + i, resident("wordsIn" + i)
                    .transferToDevice(DataTransferMode.EVERY_EXECUTION, wordsIn[i], whole)
                    .task("t", Transfers::wordsIn, context, words, wordsIn[i], whole));
        }
        plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new)).withDevice(device)
                .withGridScheduler(grids);
        run(BEGIN, GROUP, 1, 1, GROUP, 1);
    }

    /// What TornadoVM wants on the host for an array whose numbers are only on the device: addresses without memory behind
    /// them, as long as nobody writes there.
    private static MemorySegment room(int size) {
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
        return new TaskGraph(name).consumeFromDevice(BEGIN, floats, words);
    }

    private void add(String name, TaskGraph graph) {
        number.put(name, graphs.size());
        graphs.add(graph.snapshot());
        grids.addWorkerGrid(name + ".t", new WorkerGrid3D(GROUP, 1, 1));
    }

    /// What the next kernel is given.
    void arguments(int[] wholes, int count, float[] reals, int others) {
        for (int i = 0; i < count; i++) {
            whole.set(i, wholes[i]);
        }
        for (int i = 0; i < others; i++) {
            real.set(i, reals[i]);
        }
    }

    /// Runs a kernel with [#arguments], for `x·y·z` work-items in groups of
    /// `localX·localY`, and waits.
    void run(String kernel, long x, long y, long z, int localX, int localY) {
        WorkerGrid grid = grids.get(kernel + ".t");
        grid.setGlobalWork(x, y, z);
        grid.setLocalWork(localX, localY, 1);
        try {
            plan.withGraph(number.get(kernel)).execute();
            device.sync(plan.getId()); // else it may still be reading its arguments
        } catch (RuntimeException | LinkageError e) {
            throw new DeviceFailure(kernel + " failed: " + e.getMessage());
        }
    }

    private static int carrier(long count) {
        int i = 0;
        while (i + 1 < CARRIED.length && CARRIED[i] < count) {
            i++;
        }
        return i;
    }

    private interface Carry {
        void carry(int carrier, long first, int count);
    }

    private void each(long bytes, int place, Carry one) {
        int i = carrier(Math.ceilDiv(bytes, 4));
        for (long at = 0; at < bytes; at += 4L * CARRIED[i]) {
            int count = (int) Math.min(CARRIED[i], Math.ceilDiv(bytes - at, 4));
            whole.set(0, place + (int) (at / 4));
            whole.set(1, count);
            one.carry(i, at, count);
        }
    }

    private void transfer(String name, int carrier, int count) {
        run(name + carrier, (long) Math.ceilDiv(count, GROUP) * GROUP, 1, 1, GROUP, 1);
    }

    private static void copy(MemorySegment from, long at, MemorySegment to) {
        long bytes = Math.min(to.byteSize(), from.byteSize() - at);
        MemorySegment.copy(from, at, to, 0, bytes);
    }

    /// Host memory to a place among the F32 numbers.
    void floatsIn(MemorySegment from, int place) {
        each(from.byteSize(), place, (i, at, count) -> {
            copy(from, at, floatsIn[i].getSegment());
            transfer("floatsIn", i, count);
        });
    }

    /// Back from there.
    void floatsOut(int place, MemorySegment to) {
        each(to.byteSize(), place, (i, at, count) -> {
            transfer("floatsOut", i, count);
            copy(floatsOut[i].getSegment(), 0, to.asSlice(at));
        });
    }

    /// Host memory to a place among the words.
    void wordsIn(MemorySegment from, int place) {
        each(from.byteSize(), place, (i, at, count) -> {
            copy(from, at, wordsIn[i].getSegment());
            transfer("wordsIn", i, count);
        });
    }

    @Override
    public void close() {
        try {
            plan.freeDeviceMemory();
            plan.close();
        } catch (TornadoExecutionPlanException e) {
            throw new DeviceFailure("does not give its memory back: " + e.getMessage());
        }
    }
}
