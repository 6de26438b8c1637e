import t2l.autograd.Init;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.MatMul;

/// A kernel: its definition, two faster ways to run it, and how much of the processor each of them uses.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter02Kernel.java`
void main() {
    int m = 256;
    int k = 256;
    int n = 256;
    try (Arena arena = Arena.ofShared(); Parallel one = new Parallel(1)) {
        Tensor a = Tensor.allocate(arena, DType.F32, m, k);
        Tensor b = Tensor.allocate(arena, DType.F32, k, n);
        new Init.Normal(1).fill(a, new SplittableRandom(1));
        new Init.Normal(1).fill(b, new SplittableRandom(2));
        Tensor exact = Tensor.allocate(arena, DType.F64, m, n);
        new MatMul(a, b, exact).define();

        double most = ceiling();
        IO.println("One core can do %.1f billion operations a second.%n".formatted(most));
        IO.println("matrix product   operations/s   of the ceiling   largest difference from the definition");
        for (String name : new String[] {"reference", "scalar", "simd"}) {
            try (Kernels kernels = Backends.open(name, one)) {
                Tensor y = Tensor.allocate(arena, DType.F32, m, n);
                double seconds = fastest(kernels, new MatMul(a, b, y));
                double rate = 2e-9 * m * k * n / seconds;
                IO.println("%-15s %8.2f billion %13.1f %% %16.1e".formatted(name, rate, 100 * rate / most,
                        difference(y, exact)));
            }
        }
    }
}

/// The seconds of the fastest run of two seconds: the first ones are slow, until Java has compiled the loops.
double fastest(Kernels kernels, MatMul product) {
    long best = Long.MAX_VALUE;
    for (long end = System.nanoTime() + 2_000_000_000, start; (start = System.nanoTime()) < end;) {
        kernels.run(product);
        best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
}

/// Billions of additions and multiplications a second, of numbers that never leave the registers.
double ceiling() {
    var vectors = Backends.all().stream().filter(backend -> backend.name().equals("simd")).findFirst().orElseThrow();
    var loops = vectors.ceiling().orElseThrow();
    double best = 0;
    for (int i = 0; i < 300; i++) {
        long start = System.nanoTime();
        double operations = loops.multiplyAdd(20_000);
        best = Math.max(best, operations / (System.nanoTime() - start));
    }
    return best;
}

double difference(Tensor y, Tensor exact) {
    double most = 0;
    for (long i = 0; i < y.size(); i++) {
        most = Math.max(most, Math.abs(y.get(i) - exact.get(i)));
    }
    return most;
}
