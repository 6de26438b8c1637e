package t2l.gpu.tornado;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import t2l.gpu.DeviceProducts;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.DeviceConformance;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.LoraAdd;
import t2l.tensor.kernel.Products.MatMul;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The conformance suite with every tiled product given to NVIDIA's library, or, on another device, to what stands in for it:
/// the loops that the documentation of `cublasSgemm` describes, as a task on the same arrays.
class CuBlasTest extends DeviceConformance {
    private int calls;

    @Override
    protected Kernels open() {
        TornadoDevice device = TornadoDevices.best();
        CuBlas.Call call = device.getTornadoVMBackend() == TornadoVMBackendType.CUDA ? CuBlas.LIBRARY : CuBlasTest::loops;
        CuBlas.Call counted = (graph, descriptor) -> {
            calls++;
            return call.task(graph, descriptor);
        };
        return new DeviceProducts(new ReferenceKernels(), TornadoDevices.open(device, 1 << 28, Optional.of(counted), 0));
    }

    @AfterAll
    void theLibraryHasComputed() {
        assertTrue(calls > 0, "nothing was given to the library");
    }

    @Override
    protected boolean has(Kernel kernel) {
        return kernel instanceof MatMul || kernel instanceof LoraAdd;
    }

    static TaskGraph loops(TaskGraph graph, LibraryTaskDescriptor call) {
        Object[] p = call.getParameters();
        return graph.task("t", CuBlasTest::sgemm, new KernelContext(), (int) p[0], (int) p[1], (int) p[2], (int) p[3],
                (int) p[4], (float) p[5], (FloatArray) p[6], (int) p[7], (FloatArray) p[8], (int) p[9], (float) p[10],
                (FloatArray) p[11], (int) p[12]);
    }

    /// `C = α · op(A) · op(B) + β · C`, all column by column.
    private static void sgemm(KernelContext context, int transA, int transB, int m, int n, int k, float alpha, FloatArray a,
            int lda, FloatArray b, int ldb, float beta, FloatArray c, int ldc) {
        for (int row = context.globalIdx; row < m; row += Plan.GROUP) {
            for (int column = 0; column < n; column++) {
                float sum = 0;
                for (int j = 0; j < k; j++) {
                    int left = row + j * lda;
                    if (transA != 0) {
                        left = j + row * lda;
                    }
                    int right = j + column * ldb;
                    if (transB != 0) {
                        right = column + j * ldb;
                    }
                    sum += a.get(left) * b.get(right);
                }
                c.set(row + column * ldc, alpha * sum);
            }
        }
    }
}
