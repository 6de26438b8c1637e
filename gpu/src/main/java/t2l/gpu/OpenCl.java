package t2l.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import t2l.tensor.T2lException;

/// The system's OpenCL library, called through [java.lang.foreign]: the few functions that list its devices
/// (OpenCL 1.2 specification, §4.1 and §4.2).
@SuppressWarnings("restricted") // calling a C library is what this class is for
final class OpenCl {
    private static final List<String> LIBRARIES = List.of("libOpenCL.so.1", "libOpenCL.so", "OpenCL.dll",
            "/System/Library/Frameworks/OpenCL.framework/OpenCL");
    private static final int SUCCESS = 0;
    private static final int DEVICE_NOT_FOUND = -1;
    private static final int PLATFORM_NOT_FOUND = -1001;
    private static final long DEVICE_TYPE_ALL = 0xFFFFFFFFL;
    private static final int DEVICE_NAME = 0x102B;
    private static final int DEVICE_VERSION = 0x102F;

    private final SymbolLookup library;

    private OpenCl(SymbolLookup library) {
        this.library = library;
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

    /// Name and version of every device of every platform. Throws [T2lException] if the library fails.
    List<String> devices() {
        List<String> devices = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle platformIds = function("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS);
            MethodHandle deviceIds = function("clGetDeviceIDs", ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
            for (MemorySegment platform : list(arena, PLATFORM_NOT_FOUND,
                    (room, ids, count) -> (int) platformIds.invokeExact(room, ids, count))) {
                for (MemorySegment device : list(arena, DEVICE_NOT_FOUND, (room, ids,
                        count) -> (int) deviceIds.invokeExact(platform, DEVICE_TYPE_ALL, room, ids, count))) {
                    devices.add(text(arena, device, DEVICE_NAME) + ", " + text(arena, device, DEVICE_VERSION));
                }
            }
        }
        return devices;
    }

    /// A function that fills `ids` with at most `room` handles and puts the number there are in `count`.
    private interface Listing {
        int call(int room, MemorySegment ids, MemorySegment count) throws Throwable;
    }

    private static List<MemorySegment> list(Arena arena, int none, Listing listing) {
        MemorySegment count = arena.allocate(JAVA_INT);
        int code = checked(() -> listing.call(0, MemorySegment.NULL, count));
        if (code == none) return List.of();
        require(code);
        int n = count.get(JAVA_INT, 0);
        MemorySegment ids = arena.allocate(ADDRESS, n);
        require(checked(() -> listing.call(n, ids, count)));
        List<MemorySegment> handles = new ArrayList<>();
        for (int i = 0; i < n; i++) handles.add(ids.getAtIndex(ADDRESS, i));
        return handles;
    }

    private String text(Arena arena, MemorySegment device, int what) {
        MethodHandle info = function("clGetDeviceInfo", ADDRESS, JAVA_INT, JAVA_LONG, ADDRESS, ADDRESS);
        MemorySegment text = arena.allocate(1024);
        require(checked(() -> (int) info.invokeExact(device, what, text.byteSize(), text, MemorySegment.NULL)));
        return text.getString(0).strip();
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        MemorySegment address = library.find(name)
                .orElseThrow(() -> new T2lException("OpenCL: the library has no " + name));
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private interface Call {
        int call() throws Throwable;
    }

    private static int checked(Call call) {
        try {
            return call.call();
        } catch (Throwable e) {
            throw new T2lException("OpenCL: a call failed: " + e, e);
        }
    }

    private static void require(int code) {
        if (code != SUCCESS) throw new T2lException("OpenCL: listing the devices failed with code " + code);
    }
}
