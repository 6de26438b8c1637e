import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Products.MatMul;

static final int N = 256; // rows and columns of all three matrices, each stored row after row
static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED; // the registers of this machine

final float[] a = random(1);
final float[] b = random(2);
final float[] exact = new float[N * N];

/// A kernel: its definition, faster ways to compute it, and how much of the processor each of them uses.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter02Kernel.java`
void main() {
    double ceiling = ceiling();
    IO.println("One core can do %.1f billion operations a second.%n".formatted(ceiling));
    IO.println("matrix product        operations/s   of the ceiling   largest difference from the definition");
    float[] y = new float[N * N];
    report("definition", fastest(() -> define(exact)), ceiling, exact);
    report("vector loop", fastest(() -> vectorLoop(y)), ceiling, y);
    try (Arena arena = Arena.ofShared(); Parallel one = new Parallel(1)) {
        Tensor out = Tensor.allocate(arena, DType.F32, N, N);
        MatMul product = new MatMul(Tensor.of(arena, a, N, N), Tensor.of(arena, b, N, N), out);
        for (String name : List.of("scalar", "simd")) {
            try (Kernels kernels = Backends.open(name, one)) {
                report("MatMul, " + name, fastest(() -> kernels.run(product)), ceiling, out.toFloats());
            }
        }
    }
}

/// The definition, a scalar loop: each number of the result is made of a row of `a` and a column of `b`.
void define(float[] y) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            double sum = 0;
            for (int k = 0; k < N; k++) {
                sum += (double) a[i * N + k] * b[k * N + j];
            }
            y[i * N + j] = (float) sum;
        }
    }
}

/// The same with vector registers, for four rows of the result at once: what is loaded of `b` is used four times.
void vectorLoop(float[] y) {
    for (int i = 0; i < N; i += 4) {
        for (int j = 0; j < N; j += LANES.length()) {
            FloatVector sum0 = FloatVector.zero(LANES), sum1 = sum0, sum2 = sum0, sum3 = sum0;
            for (int k = 0; k < N; k++) {
                FloatVector part = FloatVector.fromArray(LANES, b, k * N + j);
                sum0 = part.fma(FloatVector.broadcast(LANES, a[i * N + k]), sum0);
                sum1 = part.fma(FloatVector.broadcast(LANES, a[(i + 1) * N + k]), sum1);
                sum2 = part.fma(FloatVector.broadcast(LANES, a[(i + 2) * N + k]), sum2);
                sum3 = part.fma(FloatVector.broadcast(LANES, a[(i + 3) * N + k]), sum3);
            }
            sum0.intoArray(y, i * N + j);
            sum1.intoArray(y, (i + 1) * N + j);
            sum2.intoArray(y, (i + 2) * N + j);
            sum3.intoArray(y, (i + 3) * N + j);
        }
    }
}

/// The seconds of the fastest of 50 runs or more: the first ones are slow, until Java has compiled the loops.
double fastest(Runnable work) {
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + 1_000_000_000;
    for (int run = 0; run < 50 || System.nanoTime() < end; run++) {
        long start = System.nanoTime();
        work.run();
        best = Math.min(best, System.nanoTime() - start);
    }
    return best / 1e9;
}

/// Billions of multiplications and additions a second, of numbers that never leave the registers.
double ceiling() {
    Ceiling loops = Backends.ceiling().orElseThrow();
    return 1e-9 * loops.multiplyAdd(20_000) / fastest(() -> loops.multiplyAdd(20_000));
}

void report(String name, double seconds, double ceiling, float[] y) {
    double rate = 2e-9 * N * N * N / seconds; // a multiplication and an addition each, in billions
    double difference = IntStream.range(0, N * N).mapToDouble(i -> Math.abs(y[i] - exact[i])).max().orElseThrow();
    IO.println("%-18s %8.2f billion %13.1f %% %16.1e".formatted(name, rate, 100 * rate / ceiling, difference));
}

float[] random(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[N * N];
    for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
    }
    return x;
}
