package t2l.gpu.tornado;

import module java.base;
import t2l.gpu.*;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/// The devices that TornadoVM finds, and the one of them to use. Loaded in a JVM without TornadoVM, too, so that it must not
/// catch any of its exceptions.
public final class TornadoDevices implements JavaDevices {
    /// Bytes of either large array at most.
    private static final long BYTES = 1L << 30;

    /// TornadoVM's classes say only once why they cannot be loaded.
    private static Optional<DeviceFailure> missing = Optional.empty();

    @Override
    public String detail() {
        TornadoDevice device = best();
        return device.getPhysicalDevice().getDeviceName() + " (" + device.getTornadoVMBackend() + ", "
                + (device.getMaxGlobalMemory() >> 20) + " MiB, through TornadoVM)";
    }

    @Override
    public Device open() {
        TornadoDevice device = best();
        boolean nvidia = device.getTornadoVMBackend() == TornadoVMBackendType.CUDA;
        return open(device, BYTES, nvidia ? Optional.of(CuBlas.LIBRARY) : Optional.empty(), CuBlas.WORTH);
    }

    /// A device with a library, or without.
    ///
    /// @param most  bytes of either large array at most, where the device allows them
    /// @param call  how to call NVIDIA's library, if it may be there
    /// @param worth multiplications from which a product is given to it
    static Device open(TornadoDevice device, long most, Optional<CuBlas.Call> call, long worth) {
        int size = (int) (Math.min(most, device.getMaxAllocMemory() - 64) / 4);
        int operands = call.isPresent() ? Math.min(size, CuBlas.ROOM) : Plan.GROUP;
        Plan plan = Failures.call("TornadoVM takes no plan", () -> new Plan(device, size, operands));
        return new TornadoQueue(device.getPhysicalDevice().getDeviceName(), plan,
                call.flatMap(c -> CuBlas.open(plan, c, worth)));
    }

    /// Of all backends' first devices the [#best]. TornadoVM's defaults would run a kernel that it cannot compile on the
    /// processor without a word, compile as if there were neither infinities nor NaN, and allow 4 GB on any device, so they
    /// are changed before its first class is loaded.
    static synchronized TornadoDevice best() {
        if (missing.isPresent()) {
            throw missing.get();
        }
        System.setProperty("tornado.recover.bailout", "False");
        System.setProperty("tornado.opencl.compiler.flags", "-w");
        System.setProperty("tornado.device.memory", System.getProperty("tornado.device.memory", "1TB"));
        try {
            return Failures.call("TornadoVM finds no device", () -> {
                TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
                return best(IntStream.range(0, runtime.getNumBackends())
                        .mapToObj(i -> runtime.getBackend(i).getDefaultDevice()).toList());
            });
        } catch (DeviceFailure e) {
            missing = Optional.of(e);
            throw e;
        }
    }

    /// The first through CUDA, where there is cuBLAS; else the first, which TornadoVM prefers.
    static TornadoDevice best(List<TornadoDevice> devices) {
        return devices.stream().filter(d -> d.getTornadoVMBackend() == TornadoVMBackendType.CUDA).findFirst()
                .or(() -> devices.stream().findFirst())
                .orElseThrow(() -> new DeviceFailure("TornadoVM finds no device"));
    }
}
