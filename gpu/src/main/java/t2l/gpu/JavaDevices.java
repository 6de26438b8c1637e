package t2l.gpu;

/// The devices that TornadoVM runs Java on: what the module `gpu/tornado` adds to [TornadoBackend] in a program that was
/// built with it. Found by [java.util.ServiceLoader]. Needs a JVM that has TornadoVM's modules.
public interface JavaDevices {
    /// The device that would be opened, as `t2l inspect` prints it.
    String detail();

    /// Opens that device. Throws [DeviceFailure] if it cannot be opened.
    Device open();
}
