package t2l.gpu.tornado;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import t2l.gpu.Device;
import t2l.gpu.DeviceFailure;
import t2l.gpu.DeviceMemory;
import t2l.gpu.Launch;
import t2l.tensor.DType;
import t2l.tensor.backend.Traffic;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;

/// A device as TornadoVM offers it. Every launch waits for its end.
final class TornadoQueue implements Device {
    private static final Logger LOG = System.getLogger("t2l.gpu");

    /// Bytes of either array at most: places in them are counted in `int`, in bytes.
    private static final long MOST = (1L << 31) - 64;

    private final String name;
    private final Plan plan;
    private final Heap floats;
    private final Heap words;
    private final Map<Integer, Scratch> scratch = new HashMap<>();
    private final Optional<CuBlas> library;
    private final Set<String> broken = new HashSet<>();
    private long launches;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;

    /// With NVIDIA's library where TornadoVM knows it.
    ///
    /// @param most bytes of either array at most, where the device allows them
    TornadoQueue(TornadoDevice device, long most) {
        this(device, most, device.getTornadoVMBackend() == TornadoVMBackendType.CUDA ? Optional.of(CuBlas.LIBRARY)
                : Optional.empty(), CuBlas.WORTH);
    }

    /// @param call  how to call NVIDIA's library, if it is there
    /// @param worth multiplications from which a product is given to it
    TornadoQueue(TornadoDevice device, long most, Optional<CuBlas.Call> call, long worth) {
        name = device.getPhysicalDevice().getDeviceName();
        long bytes = Math.min(Math.min(most, MOST), device.getMaxAllocMemory() - 64);
        int size = (int) (bytes / 4);
        int operands = call.isPresent() ? Math.min(size, CuBlas.ROOM) : Plan.GROUP;
        plan = new Plan(device, size, operands);
        library = call.map(c -> new CuBlas(plan, c, operands, worth));
        floats = new Heap(Numbers.POWERS, size, new Heap.Transfer() {
            @Override
            public void upload(MemorySegment from, int place) {
                uploaded(from);
                plan.floatsIn(from, place);
            }

            @Override
            public void download(int place, MemorySegment to) {
                downloads++;
                downloadedBytes += to.byteSize();
                plan.floatsOut(place, to);
            }
        });
        words = new Heap(Numbers.POWERS, size, new Heap.Transfer() {
            @Override
            public void upload(MemorySegment from, int place) {
                uploaded(from);
                plan.wordsIn(from, place);
            }

            @Override
            public void download(int place, MemorySegment to) {
                throw new IllegalStateException("no kernel changes words");
            }
        });
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment powers = arena.allocate(ValueLayout.JAVA_FLOAT, Numbers.POWERS);
            for (int e = 0; e < Numbers.POWERS; e++) {
                powers.setAtIndex(ValueLayout.JAVA_FLOAT, e, Numbers.power(e));
            }
            plan.floatsIn(powers, 0);
        }
    }

    private void uploaded(MemorySegment from) {
        uploads++;
        uploadedBytes += from.byteSize();
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

    @Override
    public Launch launch(String program, String options, String kernel) {
        if (!Program.KERNELS.containsKey(kernel)) {
            throw new DeviceFailure("has no kernel " + kernel);
        }
        if (broken.contains(kernel)) {
            throw new DeviceFailure(kernel + " failed before");
        }
        return new Arguments(kernel);
    }

    /// Keeps the arguments until the launch: giving one may send a tensor to the device, which is a launch too.
    private final class Arguments implements Launch {
        private final String kernel;
        private final int[] whole = new int[Plan.WHOLE];
        private final float[] real = new float[Plan.REAL];
        private int wholes;
        private int reals;

        Arguments(String kernel) {
            this.kernel = kernel;
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
                throw new DeviceFailure("needs numbers of 32 bits, got " + number);
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
            launches++;
            try {
                if (!byLibrary(z)) {
                    plan.arguments(whole, wholes, real, reals);
                    plan.run(kernel, Math.ceilDiv(x, (long) localX) * localX, Math.ceilDiv(y, (long) localY) * localY,
                            z, localX, localY);
                }
            } catch (DeviceFailure e) {
                broken.add(kernel);
                throw e;
            }
        }

        private boolean byLibrary(long batches) {
            if (!kernel.startsWith(Program.TILED) || !library.map(l -> l.takes(whole, batches)).orElse(false)) {
                return false;
            }
            try {
                library.orElseThrow().run(kernel.substring(Program.TILED.length()), whole, wholes, real, reals);
                launches += CuBlas.LAUNCHES - 1;
                return true;
            } catch (DeviceFailure e) {
                LOG.log(Level.WARNING, "backend tornado: cuBLAS on {0}: {1}; kernels of t2l compute products instead",
                        name, e.getMessage());
                return false;
            }
        }
    }

    private record Scratch(long block, long bytes) {}

    @Override
    public long scratch(int number, long bytes) {
        Scratch known = scratch.get(number);
        if (known == null || known.bytes < bytes) {
            if (known != null) {
                scratch.remove(number);
                floats.release(known.block, known.bytes);
            }
            known = new Scratch(floats.allocate(bytes), bytes);
            scratch.put(number, known);
        }
        return known.block;
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
        return new Traffic(launches, uploads, uploadedBytes, downloads, downloadedBytes,
                floats.blocks() + words.blocks(), floats.bytes() + words.bytes());
    }

    @Override
    public void close() {
        scratch.values().forEach(s -> floats.release(s.block, s.bytes));
        library.ifPresent(CuBlas::close);
        plan.close();
    }
}
