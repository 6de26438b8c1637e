import java.lang.foreign.Arena;
import t2l.tensor.backend.Backends;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Traffic;

/// A device at work: three operations one after the other, and what went there and came back for them. `x` and `w` go
/// there when they are first needed, `y` comes back when somebody asks for one of its numbers, and nothing else moves.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/Offload.java`
void main(String[] args) {
    try (Parallel threads = new Parallel(2); Arena arena = Arena.ofShared()) {
        Kernels kernels = Backends.open(args.length > 0 ? args[0] : "opencl", threads);
        Tensor x = Tensor.allocate(arena, DType.F32, 4, 64);
        Tensor w = Tensor.allocate(arena, DType.F32, 32, 64);
        Tensor y = Tensor.allocate(arena, DType.F32, 4, 32);
        x.fill(1);
        w.fill(0.5);
        kernels.matmul(x, w.t(), y);
        kernels.scale(0.25, y, y);
        kernels.softmax(y, y);
        tell("computed", kernels);
        IO.println(y.get(0));
        tell("read", kernels);
    }
}

void tell(String when, Kernels kernels) {
    Traffic t = kernels.traffic().orElseThrow();
    IO.println(when + ": " + t.launches() + " launches, " + t.uploadedBytes() + " bytes up, " + t.downloadedBytes()
            + " bytes down");
}
