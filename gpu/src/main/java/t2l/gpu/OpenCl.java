package t2l.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import module java.base;
import t2l.tensor.NativeCall;

/// The functions of the system's OpenCL library that are needed here, called through [java.lang.foreign] (OpenCL 1.2
/// specification; its section is named at each). Handles of platforms, devices, buffers and so on are addresses.
///
/// Every method throws [DeviceFailure] with the library's code if the call fails.
@SuppressWarnings("restricted") // calling a C library is what this class is for
final class OpenCl {
    private static final List<String> LIBRARIES = List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll",
            "/System/Library/Frameworks/OpenCL.framework/OpenCL");
    private static final int DEVICE_NOT_FOUND = -1;
    private static final int PLATFORM_NOT_FOUND = -1001;
    private static final long DEVICE_TYPE_ALL = 0xFFFFFFFFL;
    private static final int PROGRAM_BUILD_LOG = 0x1183;
    private static final int TRUE = 1;

    private final SymbolLookup library;
    private final MethodHandle platformIds;
    private final MethodHandle deviceIds;
    private final MethodHandle deviceInfo;
    private final MethodHandle createContext;
    private final MethodHandle releaseContext;
    private final MethodHandle createQueue;
    private final MethodHandle releaseQueue;
    private final MethodHandle finish;
    private final MethodHandle flush;
    private final MethodHandle createBuffer;
    private final MethodHandle releaseBuffer;
    private final MethodHandle write;
    private final MethodHandle read;
    private final MethodHandle createProgram;
    private final MethodHandle buildProgram;
    private final MethodHandle buildInfo;
    private final MethodHandle releaseProgram;
    private final MethodHandle createKernel;
    private final MethodHandle releaseKernel;
    private final MethodHandle setArgument;
    private final MethodHandle launch;

    private OpenCl(SymbolLookup library) {
        this.library = library;
        platformIds = code("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS);
        deviceIds = code("clGetDeviceIDs", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
        deviceInfo = code("clGetDeviceInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        createContext = function("clCreateContext", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        releaseContext = code("clReleaseContext", ADDRESS);
        createQueue = function("clCreateCommandQueue", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
        releaseQueue = code("clReleaseCommandQueue", ADDRESS);
        finish = code("clFinish", ADDRESS);
        flush = code("clFlush", ADDRESS);
        createBuffer = function("clCreateBuffer", ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
        releaseBuffer = code("clReleaseMemObject", ADDRESS);
        write = code("clEnqueueWriteBuffer", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT,
                ADDRESS, ADDRESS);
        read = code("clEnqueueReadBuffer", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT,
                ADDRESS, ADDRESS);
        createProgram = function("clCreateProgramWithSource", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
        buildProgram = code("clBuildProgram", ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        buildInfo = code("clGetProgramBuildInfo", ADDRESS, ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        releaseProgram = code("clReleaseProgram", ADDRESS);
        createKernel = function("clCreateKernel", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        releaseKernel = code("clReleaseKernel", ADDRESS);
        setArgument = code("clSetKernelArg", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS);
        launch = code("clEnqueueNDRangeKernel", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT,
                ADDRESS, ADDRESS);
    }

    /// The library, if this machine has one. It stays loaded: drivers keep threads in it.
    static Optional<OpenCl> load() {
        return LIBRARIES.stream().flatMap(name -> lookup(name).stream()).findFirst().map(OpenCl::new);
    }

    private static Optional<SymbolLookup> lookup(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // it has another name on this system, or is not there
        }
    }

    private MethodHandle code(String name, MemoryLayout... arguments) {
        return function(name, JAVA_INT, arguments);
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        MemorySegment address = library.find(name)
                .orElseThrow(() -> new DeviceFailure("the OpenCL library has no function " + name));
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }

    /// All platforms, one a driver (§4.1).
    List<MemorySegment> platforms() {
        return list("clGetPlatformIDs", PLATFORM_NOT_FOUND,
                (capacity, ids, count) -> (int) platformIds.invokeExact(capacity, ids, count));
    }

    /// All devices of a platform (§4.2).
    List<MemorySegment> devices(MemorySegment platform) {
        return list("clGetDeviceIDs", DEVICE_NOT_FOUND, (capacity, ids,
                count) -> (int) deviceIds.invokeExact(platform, DEVICE_TYPE_ALL, capacity, ids, count));
    }

    /// A function that fills `ids` with at most `capacity` handles and puts the number there are in `count`.
    private interface Listing {
        int call(int capacity, MemorySegment ids, MemorySegment count) throws Throwable;
    }

    private static List<MemorySegment> list(String name, int none, Listing listing) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            int code = NativeCall.of(() -> listing.call(0, MemorySegment.NULL, count));
            int n = count.get(JAVA_INT, 0);
            if (code == none || (code == 0 && n == 0)) return List.of();
            DeviceFailure.check(name, code);
            MemorySegment ids = arena.allocate(ADDRESS, n);
            check(name, () -> listing.call(n, ids, count));
            List<MemorySegment> handles = new ArrayList<>();
            for (int i = 0; i < n; i++) handles.add(ids.getAtIndex(ADDRESS, i));
            return handles;
        }
    }

    /// A property of a device that is a text (§4.2).
    String text(MemorySegment device, int what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(1024);
            check("clGetDeviceInfo",
                    () -> (int) deviceInfo.invokeExact(device, what, text.byteSize(), text, MemorySegment.NULL));
            return text.getString(0).strip();
        }
    }

    /// A property of a device that is a number of up to 64 bits (§4.2).
    long number(MemorySegment device, int what) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_LONG);
            check("clGetDeviceInfo",
                    () -> (int) deviceInfo.invokeExact(device, what, number.byteSize(), number, MemorySegment.NULL));
            return number.get(JAVA_LONG, 0);
        }
    }

    /// A context of one device (§4.4).
    MemorySegment context(MemorySegment device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment devices = arena.allocateFrom(ADDRESS, device);
            return made("clCreateContext", code -> (MemorySegment) createContext.invokeExact(MemorySegment.NULL, 1,
                    devices, MemorySegment.NULL, MemorySegment.NULL, code));
        }
    }

    /// A queue whose commands run in order (§5.1).
    MemorySegment queue(MemorySegment context, MemorySegment device) {
        return made("clCreateCommandQueue",
                code -> (MemorySegment) createQueue.invokeExact(context, device, 0L, code));
    }

    /// Waits until everything in `queue` is done (§5.13).
    void finish(MemorySegment queue) {
        check("clFinish", () -> (int) finish.invokeExact(queue));
    }

    /// Has the device begin with what is in `queue` (§5.13).
    void flush(MemorySegment queue) {
        check("clFlush", () -> (int) flush.invokeExact(queue));
    }

    /// A block of device memory (§5.2.1).
    ///
    /// @param host memory that the device is to use itself, or `NULL`
    MemorySegment buffer(MemorySegment context, long flags, long bytes, MemorySegment host) {
        return made("clCreateBuffer",
                code -> (MemorySegment) createBuffer.invokeExact(context, flags, bytes, host, code));
    }

    /// Copies all of `from` to the beginning of `buffer` and waits (§5.2.2).
    void write(MemorySegment queue, MemorySegment buffer, MemorySegment from) {
        check("clEnqueueWriteBuffer", () -> (int) write.invokeExact(queue, buffer, TRUE, 0L, from.byteSize(), from, 0,
                MemorySegment.NULL, MemorySegment.NULL));
    }

    /// Copies the beginning of `buffer` to all of `to` and waits (§5.2.2).
    void read(MemorySegment queue, MemorySegment buffer, MemorySegment to) {
        check("clEnqueueReadBuffer", () -> (int) read.invokeExact(queue, buffer, TRUE, 0L, to.byteSize(), to, 0,
                MemorySegment.NULL, MemorySegment.NULL));
    }

    /// A program from its source, built for `device` (§5.6). The failure's message is the compiler's.
    MemorySegment program(MemorySegment context, MemorySegment device, String source, String options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment texts = arena.allocateFrom(ADDRESS, arena.allocateFrom(source));
            MemorySegment program = made("clCreateProgramWithSource",
                    code -> (MemorySegment) createProgram.invokeExact(context, 1, texts, MemorySegment.NULL, code));
            MemorySegment devices = arena.allocateFrom(ADDRESS, device);
            MemorySegment flags = arena.allocateFrom(options);
            int code = NativeCall.of(() -> (int) buildProgram.invokeExact(program, 1, devices, flags,
                    MemorySegment.NULL, MemorySegment.NULL));
            if (code == 0) return program;
            try {
                String log = buildLog(arena, program, device);
                throw new DeviceFailure(log.isEmpty()
                        ? "its compiler fails with code " + code
                        : "its compiler says: " + log);
            } finally {
                releaseProgram(program);
            }
        }
    }

    private String buildLog(Arena arena, MemorySegment program, MemorySegment device) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        check("clGetProgramBuildInfo", () -> (int) buildInfo.invokeExact(program, device, PROGRAM_BUILD_LOG, 0L,
                MemorySegment.NULL, size));
        MemorySegment log = arena.allocate(size.get(JAVA_LONG, 0) + 1);
        check("clGetProgramBuildInfo", () -> (int) buildInfo.invokeExact(program, device, PROGRAM_BUILD_LOG,
                log.byteSize(), log, MemorySegment.NULL));
        return log.getString(0).strip();
    }

    /// One kernel of a built program (§5.7.1).
    MemorySegment kernel(MemorySegment program, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name);
            return made("clCreateKernel", code -> (MemorySegment) createKernel.invokeExact(program, text, code));
        }
    }

    /// Argument `index` is what stands in `value` (§5.7.2).
    void argument(MemorySegment kernel, int index, long bytes, MemorySegment value) {
        check("clSetKernelArg", () -> (int) setArgument.invokeExact(kernel, index, bytes, value));
    }

    /// Puts a kernel with the arguments it has into `queue` (§5.8).
    ///
    /// @param global three 64-bit numbers, each a multiple of that in `local`
    void launch(MemorySegment queue, MemorySegment kernel, MemorySegment global, MemorySegment local) {
        check("clEnqueueNDRangeKernel", () -> (int) launch.invokeExact(queue, kernel, 3, MemorySegment.NULL, global,
                local, 0, MemorySegment.NULL, MemorySegment.NULL));
    }

    void releaseBuffer(MemorySegment buffer) {
        check("clReleaseMemObject", () -> (int) releaseBuffer.invokeExact(buffer));
    }

    void releaseKernel(MemorySegment kernel) {
        check("clReleaseKernel", () -> (int) releaseKernel.invokeExact(kernel));
    }

    void releaseProgram(MemorySegment program) {
        check("clReleaseProgram", () -> (int) releaseProgram.invokeExact(program));
    }

    void releaseQueue(MemorySegment queue) {
        check("clReleaseCommandQueue", () -> (int) releaseQueue.invokeExact(queue));
    }

    void releaseContext(MemorySegment context) {
        check("clReleaseContext", () -> (int) releaseContext.invokeExact(context));
    }

    private interface Maker {
        MemorySegment call(MemorySegment code) throws Throwable;
    }

    private static void check(String name, NativeCall.Function<Integer> call) {
        DeviceFailure.check(name, NativeCall.of(call));
    }

    private static MemorySegment made(String name, Maker maker) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code = arena.allocate(JAVA_INT);
            MemorySegment made = NativeCall.of(() -> maker.call(code));
            DeviceFailure.check(name, code.get(JAVA_INT, 0));
            return made;
        }
    }
}
