package t2l.gpu.tornado;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import t2l.gpu.Device;
import t2l.gpu.DeviceFailure;
import t2l.gpu.JavaDevices;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.exceptions.TornadoInternalError;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/// The devices that TornadoVM finds, and the one of them to use.
public final class TornadoDevices implements JavaDevices {
    /// Bytes of either large array at most.
    private static final long BYTES = 1L << 30;

    /// What TornadoVM writes around its messages, for terminals, and behind them.
    private static final String COLOUR = "\u001b\\[[0-9;]*m";
    private static final String TRACE = "(?s)\\s*Stacktrace:.*";

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
        Plan plan = call("TornadoVM takes no plan", () -> new Plan(device, size, operands));
        return new TornadoQueue(device.getPhysicalDevice().getDeviceName(), plan,
                call.flatMap(c -> CuBlas.open(plan, c, worth)));
    }

    /// Of all backends' first devices the [#best]. TornadoVM's defaults would run a kernel that it cannot compile on the
    /// processor without a word, compile as if there were neither infinities nor NaN, and allow 4 GB on any device, so they
    /// are changed before its first class is loaded.
    static TornadoDevice best() {
        System.setProperty("tornado.recover.bailout", "False");
        System.setProperty("tornado.opencl.compiler.flags", "-w");
        System.setProperty("tornado.device.memory", System.getProperty("tornado.device.memory", "1TB"));
        return call("TornadoVM finds no device", () -> {
            TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
            return best(IntStream.range(0, runtime.getNumBackends())
                    .mapToObj(i -> runtime.getBackend(i).getDefaultDevice()).toList());
        });
    }

    /// The first through CUDA, where there is cuBLAS; else the first, which TornadoVM prefers.
    static TornadoDevice best(List<TornadoDevice> devices) {
        return devices.stream().filter(d -> d.getTornadoVMBackend() == TornadoVMBackendType.CUDA).findFirst()
                .or(() -> devices.stream().findFirst())
                .orElseThrow(() -> new DeviceFailure("TornadoVM finds no device"));
    }

    /// What `body` returns. Throws [DeviceFailure] for whatever TornadoVM throws, with `what` before its message.
    static <T> T call(String what, Callable<T> body) {
        try {
            return body.call();
        } catch (DeviceFailure e) {
            throw e;
        } catch (Exception | LinkageError | TornadoInternalError e) {
            throw failure(what, e);
        }
    }

    /// What TornadoVM says of a failure, in one line.
    static DeviceFailure failure(String what, Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = String.valueOf(cause.getMessage()).replaceAll(COLOUR, "").replaceAll(TRACE, "")
                .replaceAll("\\s+", " ").strip();
        return new DeviceFailure(what + ": " + why);
    }
}
