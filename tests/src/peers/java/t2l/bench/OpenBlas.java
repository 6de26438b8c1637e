package t2l.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import t2l.tensor.Tensor;

/// OpenBLAS, by its own C interface: `cblas_sgemm`.
public final class OpenBlas implements Peer {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private final SymbolLookup symbols;
    private final MethodHandle sgemm;

    /// Loads the library.
    public OpenBlas() {
        Loader.load(openblas.class);
        symbols = SymbolLookup.loaderLookup();
        sgemm = function("cblas_sgemm", FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));
    }

    @SuppressWarnings("restricted")
    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
    }

    @Override
    public String name() {
        return "OpenBLAS";
    }

    @Override
    public void threads(int count) {
        try {
            function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(count);
        } catch (Throwable e) {
            throw new IllegalStateException("openblas_set_num_threads", e);
        }
    }

    @Override
    public Optional<Work> matmul(Tensor a, Tensor b, Tensor out) {
        boolean ta = a.stride(1) != 1;
        boolean tb = b.stride(1) != 1;
        int lda = (int) a.stride(ta ? 1 : 0);
        int ldb = (int) b.stride(tb ? 1 : 0);
        MemorySegment to = out.forWriting();
        return Optional.of(Work.inPlace(() -> {
            try {
                sgemm.invokeExact(ROW_MAJOR, ta ? TRANSPOSED : PLAIN, tb ? TRANSPOSED : PLAIN, out.dim(0), out.dim(1),
                        a.dim(1), 1f, a.forReading(), lda, b.forReading(), ldb, 0f, to, (int) out.stride(0));
            } catch (Throwable e) {
                throw new IllegalStateException("cblas_sgemm", e);
            }
        }));
    }
}
