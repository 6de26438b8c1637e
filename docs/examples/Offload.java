import java.lang.foreign.Arena;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.kernel.Norms.Softmax;

/// Runs three kernels on a device and prints the transfers: `x` and `w` are uploaded when they are first needed, `y` is
/// downloaded when one of its numbers is read, and nothing else moves.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/examples/Offload.java`
void main(String[] args) {
    try (Parallel threads = new Parallel(2);
            Arena arena = Arena.ofShared();
            Kernels kernels = Backends.open(args.length > 0 ? args[0] : "opencl", threads)) {
        Tensor x = Tensor.allocate(arena, DType.F32, 4, 64);
        Tensor w = Tensor.allocate(arena, DType.F32, 32, 64);
        Tensor y = Tensor.allocate(arena, DType.F32, 4, 32);
        x.fill(1);
        w.fill(0.5);
        kernels.run(new MatMul(1, x, w.t(), false, y));
        kernels.run(new Scale(0.25, y, y));
        kernels.run(new Softmax(y, y));
        print("computed", kernels);
        IO.println(y.get(0));
        print("read", kernels);
    }
}

void print(String when, Kernels kernels) {
    Traffic t = kernels.traffic().orElseThrow();
    IO.println(when + ": " + t.launches() + " launches, " + t.uploadedBytes() + " bytes up, " + t.downloadedBytes()
            + " bytes down");
}
