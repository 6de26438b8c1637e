package t2l.tensor;

import static java.lang.foreign.ValueLayout.*;

import module java.base;

/// A C library: its functions by name, called through [java.lang.foreign]. It stays loaded, for drivers keep threads in it. For
/// many threads.
@SuppressWarnings("restricted") // calling a C library is what this class is for
public final class NativeLibrary {
    private final String name;
    private final SymbolLookup symbols;
    private final Function<String, RuntimeException> missing;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    private NativeLibrary(String name, SymbolLookup symbols, Function<String, RuntimeException> missing) {
        this.name = name;
        this.symbols = symbols;
        this.missing = missing;
    }

    /// The first of these libraries that this machine has.
    ///
    /// @param missing what a call throws for a function that the library lacks
    public static Optional<NativeLibrary> open(List<String> names, Function<String, RuntimeException> missing) {
        for (String name : names) {
            try {
                return Optional.of(new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()), missing));
            } catch (IllegalArgumentException _) {
                // it has another name on this system, or is not there
            }
        }
        return Optional.empty();
    }

    /// The C library of the system.
    public static NativeLibrary ofSystem() {
        return new NativeLibrary("libc", Linker.nativeLinker().defaultLookup(), IllegalStateException::new);
    }

    /// The name under which it was opened.
    public String name() {
        return name;
    }

    /// The address of a function or a variable, if it has one of that name.
    public Optional<MemorySegment> find(String symbol) {
        return symbols.find(symbol);
    }

    /// The `int` that a function returns, a code in most libraries.
    ///
    /// @param arguments [Integer] for 32 bits, [Long] for 64, [MemorySegment] for an address: the same at every call
    public int code(String function, Object... arguments) {
        return (int) call(JAVA_INT, function, arguments);
    }

    /// The address that a function returns.
    ///
    /// @param arguments as for [#code]
    public MemorySegment address(String function, Object... arguments) {
        return (MemorySegment) call(ADDRESS, function, arguments);
    }

    private Object call(MemoryLayout result, String function, Object... arguments) {
        MethodHandle handle = functions.computeIfAbsent(function, _ -> {
            MemoryLayout[] parameters = Arrays.stream(arguments).map(NativeLibrary::layout)
                    .toArray(MemoryLayout[]::new);
            return Linker.nativeLinker()
                    .downcallHandle(symbols.find(function).orElseThrow(() -> missing.apply(function)),
                            FunctionDescriptor.of(result, parameters))
                    .asSpreader(Object[].class, arguments.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        });
        return of(() -> handle.invokeExact(arguments));
    }

    private static MemoryLayout layout(Object argument) {
        return argument instanceof Integer ? JAVA_INT : argument instanceof Long ? JAVA_LONG : ADDRESS;
    }

    /// A call through a [MethodHandle], which is declared to throw anything.
    @FunctionalInterface
    public interface Call<R> {
        R run() throws Throwable;
    }

    /// What `call` of a C function returns.
    public static <R> R of(Call<R> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a C function throws nothing
        }
    }
}
