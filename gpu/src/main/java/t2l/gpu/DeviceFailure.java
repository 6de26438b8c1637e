package t2l.gpu;

import java.util.Map;

/// A call of a device failed. Caught where the host can compute instead; elsewhere it becomes a
/// [t2l.tensor.T2lException].
public final class DeviceFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The codes that users meet (OpenCL 1.2, `cl.h`).
    private static final Map<Integer, String> CODES = Map.of(-2, "the device is not available", -4,
            "no memory left on the device", -5, "the device has no resources left", -6, "no memory left for the driver",
            -38, "invalid memory", -48, "invalid kernel", -52, "missing arguments", -54, "invalid size of work-groups",
            -61, "invalid size of a buffer");

    /// @param message what was needed, and what there was
    public DeviceFailure(String message) {
        super(message);
    }

    /// Throws unless `code` says that the function succeeded.
    static void check(String function, int code) {
        if (code != 0) {
            throw new DeviceFailure(function + " failed: " + CODES.getOrDefault(code, "code " + code));
        }
    }
}
