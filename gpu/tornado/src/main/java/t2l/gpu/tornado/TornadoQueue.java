package t2l.gpu.tornado;

import java.util.Optional;
import t2l.gpu.Device;
import t2l.gpu.DeviceFailure;
import t2l.gpu.DeviceMemory;
import t2l.gpu.Launch;
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

    /// The kernel's name, `_` and the type of the right operand, or the name alone.
    @Override
    public Launch launch(String program, String options, String kernel) {
        int end = kernel.indexOf('_');
        String known = end < 0 ? kernel : kernel.substring(0, end);
        if (!plan.has(known)) {
            throw new DeviceFailure("has no kernel " + kernel);
        }
        return new Arguments(known, Numbers.TYPES.indexOf(kernel.substring(end + 1)));
    }

    /// Keeps the arguments until the launch: giving one may send a tensor to the device, which is a launch, too.
    private final class Arguments implements Launch {
        private final String kernel;
        private final int type;
        private final int[] whole = new int[Plan.WHOLE];
        private final float[] real = new float[Plan.REAL];
        private int wholes;
        private int reals;

        Arguments(String kernel, int type) {
            this.kernel = kernel;
            this.type = type;
        }

        @Override
        public Launch block(long block) {
            return wide(block);
        }

        @Override
        public Launch whole(int number) {
            whole[wholes++] = number;
            return this;
        }

        @Override
        public Launch wide(long number) {
            if (number != (int) number) {
                throw new DeviceFailure("needs 32-bit numbers, got " + number);
            }
            return whole((int) number);
        }

        @Override
        public Launch real(double number) {
            real[reals++] = (float) Math.clamp(number, -Float.MAX_VALUE, Float.MAX_VALUE);
            return this;
        }

        @Override
        public Launch steps(long... steps) {
            for (int i = 0; i < 4; i++) {
                wide(i < steps.length ? steps[i] : 0);
            }
            return this;
        }

        @Override
        public Launch local(int floats) {
            return this; // kernels here have memory of a fixed size
        }

        @Override
        public void start(long x, long y, long z, int localX, int localY) {
            long columns = Math.ceilDiv(x, (long) localX);
            long rows = Math.ceilDiv(y, (long) localY);
            if (columns * localX > Integer.MAX_VALUE || rows > GROUPS || z > GROUPS) {
                throw new DeviceFailure(
                        "needs a grid of " + columns + "·" + rows + "·" + z + " groups, which is too large");
            }
            boolean product = type >= 0;
            if (product) {
                whole[Products.TYPE] = type;
            }
            boolean byLibrary = kernel.equals("product") && library.filter(l -> l.takes(whole, z)).isPresent();
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
                    plan.run(kernel, columns * localX, rows * localY, z, localX, localY);
                }
            } catch (DeviceFailure e) {
                if (!product || whole[Products.ADD] != 0) {
                    throw new T2lException(
                            "backend tornado: a product on " + name + " failed half done: " + e.getMessage()
                                    + "; start again with the backend simd",
                            e);
                }
                throw e; // the result will be overwritten
            }
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
