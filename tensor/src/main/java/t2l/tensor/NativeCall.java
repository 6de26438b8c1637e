package t2l.tensor;

/// Calls a function of a C library through its [java.lang.invoke.MethodHandle], which is declared to throw anything.
public final class NativeCall {
    private NativeCall() {}

    /// One call.
    @FunctionalInterface
    public interface Function<R> {
        R call() throws Throwable;
    }

    /// What `function` returns.
    public static <R> R of(Function<R> function) {
        try {
            return function.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a C function throws nothing
        }
    }
}
