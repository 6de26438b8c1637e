package t2l.gpu.tornado;

import module java.base;
import t2l.gpu.*;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels.Traffic;

/// A device as TornadoVM offers it. Every launch waits for its end.
final class TornadoQueue implements Device {
    /// Groups along the second or third dimension of a grid at most (CUDA C++ programming guide, technical
    /// specifications per compute capability).
    private static final int GROUPS = 65_535;

    private final String name;
    private final Plan plan;
    private final Optional<CuBlas> library;
    private final Heap floats;
    private final Heap words;
    private long launches;

    /// @param plan    closed with this
    /// @param library computes large products, if it is there
    TornadoQueue(String name, Plan plan, Optional<CuBlas> library) {
        this.name = name;
        this.plan = plan;
        this.library = library;
        floats = new Heap(plan.size(), plan::floatsIn, plan::floatsOut);
        words = new Heap(plan.size(), plan::wordsIn, (_, _) -> {
            throw new IllegalStateException("no kernel changes words");
        });
    }

    @Override
    public String backend() {
        return "tornado";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int vector() {
        return 0;
    }

    @Override
    public DeviceMemory memory(DType type) {
        return type == DType.F32 ? floats : words;
    }

    /// The kernel's name may end in `_` and the type of the right operand. Memory of a group has a fixed size in kernels here.
    @Override
    public void start(Launch launch) {
        String[] named = launch.kernel().split("_", 2);
        if (!plan.has(named[0])) {
            throw new DeviceFailure("has no kernel " + launch.kernel());
        }
        int[] whole = new int[Plan.WHOLE];
        float[] real = new float[Plan.REAL];
        int wholes = 0;
        int reals = 0;
        for (Argument argument : launch.arguments()) {
            switch (argument) {
                case Whole(int number) -> whole[wholes++] = number;
                case Wide(long number) -> whole[wholes++] = narrow(number);
                case Steps(long a, long b, long c, long d) -> {
                    for (long step : new long[] {a, b, c, d}) {
                        whole[wholes++] = narrow(step);
                    }
                }
                case Real(double number) -> real[reals++] = (float) Math.clamp(number, -Float.MAX_VALUE, Float.MAX_VALUE);
                case Local _ -> {}
            }
        }
        int type = Numbers.TYPES.indexOf(named[named.length - 1]);
        if (type >= 0) {
            whole[Products.TYPE] = type;
        }
        run(named[0], type >= 0, whole, real, launch);
    }

    private static int narrow(long number) {
        if (number != (int) number) {
            throw new DeviceFailure("needs 32-bit numbers, got " + number);
        }
        return (int) number;
    }

    private void run(String kernel, boolean product, int[] whole, float[] real, Launch grid) {
        long columns = Math.ceilDiv(grid.x(), (long) grid.localX());
        long rows = Math.ceilDiv(grid.y(), (long) grid.localY());
        if (columns * grid.localX() > Integer.MAX_VALUE || rows > GROUPS || grid.z() > GROUPS) {
            throw new DeviceFailure(
                    "needs a grid of " + columns + "·" + rows + "·" + grid.z() + " groups, which is too large");
        }
        boolean byLibrary = kernel.equals("product") && library.filter(l -> l.takes(whole, grid.z())).isPresent();
        if (byLibrary) {
            library.orElseThrow().multiply(whole);
            launches += CuBlas.LAUNCHES;
        }
        launches++;
        plan.arguments(whole, real);
        try {
            if (byLibrary) {
                plan.run("result", (long) whole[Products.M] * whole[Products.N]);
            } else {
                plan.run(kernel, columns * grid.localX(), rows * grid.localY(), grid.z(), grid.localX(), grid.localY());
            }
        } catch (DeviceFailure e) {
            if (!product || whole[Products.ADD] != 0) {
                throw new T2lException("backend tornado: a product on " + name + " failed half done: " + e.getMessage()
                        + "; start again with the backend simd", e);
            }
            throw e; // the result will be overwritten
        }
    }

    @Override
    public void flush() {
        // every launch has come to its end
    }

    @Override
    public void finish() {
        // every launch has come to its end
    }

    @Override
    public Traffic traffic() {
        return floats.traffic(launches, words);
    }

    @Override
    public void close() {
        library.ifPresent(CuBlas::close);
        plan.close();
    }
}
