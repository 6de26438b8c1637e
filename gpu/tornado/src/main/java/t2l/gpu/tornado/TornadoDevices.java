package t2l.gpu.tornado;

import t2l.gpu.Device;
import t2l.gpu.DeviceFailure;
import t2l.gpu.JavaDevices;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;

/// The device that TornadoVM takes where nothing else was asked for.
public final class TornadoDevices implements JavaDevices {
    /// What either of the two arrays on the device takes at most.
    private static final long BYTES = 1L << 30;

    @Override
    public String detail() {
        TornadoDevice device = first();
        return device.getPhysicalDevice().getDeviceName() + " (" + device.getTornadoVMBackend() + ", "
                + (device.getMaxGlobalMemory() >> 20) + " MiB, through TornadoVM)";
    }

    @Override
    public Device open() {
        return new TornadoQueue(first(), BYTES);
    }

    /// TornadoVM's defaults would run a kernel that it cannot compile on the processor without a word, and compile as if
    /// there were neither infinities nor NaN, so it is told not to before its first class is loaded.
    static TornadoDevice first() {
        System.setProperty("tornado.recover.bailout", "False");
        System.setProperty("tornado.opencl.compiler.flags", "-w");
        try {
            return TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
        } catch (RuntimeException e) {
            throw new DeviceFailure("TornadoVM finds no device: " + e.getMessage());
        }
    }
}
