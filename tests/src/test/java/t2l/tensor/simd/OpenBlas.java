package t2l.tensor.simd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import t2l.tensor.Tensor;

/// `cblas_sgemm` of an OpenBLAS on this machine, to measure against.
final class OpenBlas {
    private static final int ROW_MAJOR = 101;
    private static final int PLAIN = 111;
    private static final int TRANSPOSED = 112;

    private final MethodHandle sgemm;

    @SuppressWarnings("restricted")
    OpenBlas(Path library, int threads) throws Throwable {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        Linker linker = Linker.nativeLinker();
        linker.downcallHandle(symbols.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT))
                .invokeExact(threads);
        sgemm = linker.downcallHandle(symbols.findOrThrow("cblas_sgemm"),
                FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_FLOAT,
                        ADDRESS, JAVA_INT, ADDRESS,
                        JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));
    }

    /// `out = a·b` for matrices whose rows or columns are contiguous.
    void matmul(Tensor a, Tensor b, Tensor out) {
        boolean ta = a.stride(1) != 1;
        boolean tb = b.stride(1) != 1;
        try {
            sgemm.invokeExact(ROW_MAJOR, ta ? TRANSPOSED : PLAIN, tb ? TRANSPOSED : PLAIN, out.dim(0), out.dim(1),
                    a.dim(1), 1f, a.data(), (int) a.stride(ta ? 1 : 0), b.data(),
                    (int) b.stride(tb ? 1 : 0), 0f, out.data(), (int) out.stride(0));
        } catch (Throwable e) {
            throw new IllegalStateException("cblas_sgemm", e);
        }
    }
}
