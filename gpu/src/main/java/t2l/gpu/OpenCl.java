package t2l.gpu;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.*;

import module java.base;
import t2l.tensor.NativeLibrary;

/// The functions of the system's OpenCL library that are needed here (OpenCL 1.2 specification; its section is named at each).
/// Handles of platforms, devices, buffers and so on are addresses.
///
/// Every method throws [DeviceFailure] with the library's code if the call fails.
record OpenCl(NativeLibrary library) {
    private static final List<String> LIBRARIES = List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll",
            "/System/Library/Frameworks/OpenCL.framework/OpenCL");
    private static final int DEVICE_NOT_FOUND = -1;
    private static final int PLATFORM_NOT_FOUND = -1001;
    private static final long DEVICE_TYPE_ALL = 0xFFFFFFFFL;
    private static final int PROGRAM_BUILD_LOG = 0x1183;
    private static final int TRUE = 1;

    /// The library, if this machine has one.
    static Optional<OpenCl> load() {
        return NativeLibrary.open(LIBRARIES,
                function -> new DeviceFailure("the OpenCL library has no function " + function)).map(OpenCl::new);
    }

    /// All platforms, one a driver (§4.1).
    List<MemorySegment> platforms() {
        return list(PLATFORM_NOT_FOUND, "clGetPlatformIDs");
    }

    /// All devices of a platform (§4.2).
    List<MemorySegment> devices(MemorySegment platform) {
        return list(DEVICE_NOT_FOUND, "clGetDeviceIDs", platform, DEVICE_TYPE_ALL);
    }

    /// The handles that a function lists.
    ///
    /// @param none its code if there are none
    private List<MemorySegment> list(int none, String function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            int code = library.code(function, with(arguments, 0, NULL, count));
            int n = count.get(JAVA_INT, 0);
            if (code == none || (code == 0 && n == 0)) {
                return List.of();
            }
            DeviceFailure.check(function, code);
            MemorySegment ids = arena.allocate(ADDRESS, n);
            check(function, with(arguments, n, ids, count));
            return IntStream.range(0, n).mapToObj(i -> ids.getAtIndex(ADDRESS, i)).toList();
        }
    }

    private static Object[] with(Object[] arguments, Object... more) {
        return Stream.of(arguments, more).flatMap(Stream::of).toArray();
    }

    /// A property of a device that is a text (§4.2).
    String text(MemorySegment device, int what) {
        return property(device, what, 1024, value -> value.getString(0).strip());
    }

    /// A property of a device that is a number of up to 64 bits (§4.2).
    long number(MemorySegment device, int what) {
        return property(device, what, Long.BYTES, value -> value.get(JAVA_LONG, 0));
    }

    private <T> T property(MemorySegment device, int what, long bytes, Function<MemorySegment, T> reading) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(bytes, Long.BYTES);
            check("clGetDeviceInfo", device, what, bytes, value, NULL);
            return reading.apply(value);
        }
    }

    /// A context of one device (§4.4).
    MemorySegment context(MemorySegment device) {
        try (Arena arena = Arena.ofConfined()) {
            return made("clCreateContext", NULL, 1, arena.allocateFrom(ADDRESS, device), NULL, NULL);
        }
    }

    /// A queue whose commands run in order (§5.1).
    MemorySegment queue(MemorySegment context, MemorySegment device) {
        return made("clCreateCommandQueue", context, device, 0L);
    }

    /// Waits until everything in `queue` is done (§5.13).
    void finish(MemorySegment queue) {
        check("clFinish", queue);
    }

    /// Has the device begin with what is in `queue` (§5.13).
    void flush(MemorySegment queue) {
        check("clFlush", queue);
    }

    /// A block of device memory (§5.2.1).
    ///
    /// @param host memory that the device is to use itself, or `NULL`
    MemorySegment buffer(MemorySegment context, long flags, long bytes, MemorySegment host) {
        return made("clCreateBuffer", context, flags, bytes, host);
    }

    /// Copies all of `from` to the beginning of `buffer` and waits (§5.2.2).
    void write(MemorySegment queue, MemorySegment buffer, MemorySegment from) {
        check("clEnqueueWriteBuffer", queue, buffer, TRUE, 0L, from.byteSize(), from, 0, NULL, NULL);
    }

    /// Copies the beginning of `buffer` to all of `to` and waits (§5.2.2).
    void read(MemorySegment queue, MemorySegment buffer, MemorySegment to) {
        check("clEnqueueReadBuffer", queue, buffer, TRUE, 0L, to.byteSize(), to, 0, NULL, NULL);
    }

    /// A program from its source, built for `device` (§5.6). The failure's message is the compiler's.
    MemorySegment program(MemorySegment context, MemorySegment device, String source, String options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = made("clCreateProgramWithSource", context, 1,
                    arena.allocateFrom(ADDRESS, arena.allocateFrom(source)), NULL);
            int code = library.code("clBuildProgram", program, 1, arena.allocateFrom(ADDRESS, device),
                    arena.allocateFrom(options), NULL, NULL);
            if (code == 0) {
                return program;
            }
            try {
                String log = buildLog(arena, program, device);
                throw new DeviceFailure(log.isEmpty()
                        ? "its compiler fails with code " + code
                        : "its compiler says: " + log);
            } finally {
                release("Program", program);
            }
        }
    }

    private String buildLog(Arena arena, MemorySegment program, MemorySegment device) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        check("clGetProgramBuildInfo", program, device, PROGRAM_BUILD_LOG, 0L, NULL, size);
        MemorySegment log = arena.allocate(size.get(JAVA_LONG, 0) + 1);
        check("clGetProgramBuildInfo", program, device, PROGRAM_BUILD_LOG, log.byteSize(), log, NULL);
        return log.getString(0).strip();
    }

    /// One kernel of a built program (§5.7.1).
    MemorySegment kernel(MemorySegment program, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return made("clCreateKernel", program, arena.allocateFrom(name));
        }
    }

    /// Argument `index` is what stands in `value` (§5.7.2).
    void argument(MemorySegment kernel, int index, long bytes, MemorySegment value) {
        check("clSetKernelArg", kernel, index, bytes, value);
    }

    /// Puts a kernel with the arguments it has into `queue` (§5.8).
    ///
    /// @param global three 64-bit numbers, each a multiple of that in `local`
    void launch(MemorySegment queue, MemorySegment kernel, MemorySegment global, MemorySegment local) {
        check("clEnqueueNDRangeKernel", queue, kernel, 3, NULL, global, local, 0, NULL, NULL);
    }

    /// Gives a handle back.
    ///
    /// @param kind `MemObject`, `Kernel`, `Program`, `CommandQueue` or `Context`
    void release(String kind, MemorySegment handle) {
        check("clRelease" + kind, handle);
    }

    private void check(String function, Object... arguments) {
        DeviceFailure.check(function, library.code(function, arguments));
    }

    /// The handle from a function whose last parameter is where it puts its code.
    private MemorySegment made(String function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(JAVA_INT);
            MemorySegment made = library.address(function, with(arguments, code));
            DeviceFailure.check(function, code.get(JAVA_INT, 0));
            return made;
        }
    }
}
