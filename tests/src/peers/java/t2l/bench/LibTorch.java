package t2l.bench;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteOrder;
import java.util.Optional;
import t2l.tensor.Tensor;

/// libtorch, through DJL.
public final class LibTorch implements Peer {
    private NDManager manager;

    @Override
    public String name() {
        return "libtorch";
    }

    /// Loads the library, which takes the number of threads from a property.
    @Override
    public void threads(int count) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(count));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        manager = Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
    }

    @Override
    public Optional<Work> matmul(Tensor a, Tensor b, Tensor out) {
        NDArray left = array(a);
        NDArray right = array(b);
        NDArray[] last = new NDArray[1];
        return Optional.of(new Work(() -> {
            if (last[0] != null) {
                last[0].close();
            }
            last[0] = left.matMul(right);
        }, () -> {
            float[] values = last[0].toFloatArray();
            for (int i = 0; i < values.length; i++) {
                out.set(i, values[i]);
            }
        }));
    }

    /// A copy of the numbers, laid out as they are here.
    private NDArray array(Tensor t) {
        boolean turned = t.stride(1) != 1;
        Tensor rows = turned ? t.t() : t;
        NDArray array = manager.create(rows.forReading().asByteBuffer().order(ByteOrder.nativeOrder()),
                new Shape(rows.dim(0), rows.dim(1)), DataType.FLOAT32);
        return turned ? array.transpose() : array;
    }

    @Override
    public void close() {
        manager.close();
    }
}
