import t2l.autograd.Init;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;

static final int D = 16;

final Arena arena = Arena.ofShared();
final Parallel threads = new Parallel(2);
final Kernels kernels = Backends.open("auto", threads);

/// Attention without a matrix of scores: three ways to the same numbers.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter06Attention.java`
void main() {
    IO.println("Weights of four positions, each over itself and those before it:");
    Tensor weights = weights(normal(4, 1), normal(4, 2));
    for (int t = 0; t < 4; t++) {
        IO.println("  %5.2f %5.2f %5.2f %5.2f".formatted(weights.at(t, 0), weights.at(t, 1), weights.at(t, 2),
                weights.at(t, 3)));
    }
    IO.println("\npositions   scores in the matrix   largest difference one by one   of the kernel");
    for (int length : new int[] {16, 256, 2048}) {
        Tensor q = normal(length, 1);
        Tensor k = normal(length, 2);
        Tensor v = normal(length, 3);
        Tensor whole = Tensor.allocate(arena, DType.F32, length, D);
        kernels.run(new MatMul(weights(q, k), v, whole));
        IO.println("%9d %22d %31s %15s".formatted(length, length * length, difference(whole, oneByOne(q, k, v)),
                difference(whole, kernel(q, k, v))));
    }
}

/// The softmax of all scores `[T,T]`; what lies in the future gets the weight 0.
Tensor weights(Tensor q, Tensor k) {
    int length = q.dim(0);
    Tensor scores = Tensor.allocate(arena, DType.F32, length, length);
    kernels.run(MatMul.add(1 / Math.sqrt(D), q, k.t(), scores));
    for (int t = 0; t < length; t++) {
        scores.narrow(0, t, 1).narrow(1, t + 1, length - t - 1).fill(-1e9);
    }
    kernels.run(new Softmax(scores, scores));
    return scores;
}

/// The same without the matrix, one key after the other. The sums are relative to the largest score so far; when a
/// larger one comes, they shrink.
Tensor oneByOne(Tensor q, Tensor k, Tensor v) {
    Tensor y = Tensor.allocate(arena, DType.F32, q.dims());
    for (int t = 0; t < q.dim(0); t++) {
        double max = Double.NEGATIVE_INFINITY;
        double below = 0;
        double[] above = new double[D];
        for (int j = 0; j <= t; j++) {
            double score = 0;
            for (int d = 0; d < D; d++) {
                score += q.at(t, d) * k.at(j, d) / Math.sqrt(D);
            }
            double shrink = Math.exp(max - Math.max(max, score));
            max = Math.max(max, score);
            double weight = Math.exp(score - max);
            below = below * shrink + weight;
            for (int d = 0; d < D; d++) {
                above[d] = above[d] * shrink + weight * v.at(j, d);
            }
        }
        for (int d = 0; d < D; d++) {
            y.set((long) t * D + d, above[d] / below);
        }
    }
    return y;
}

/// The kernel of this project: one sequence, one head.
Tensor kernel(Tensor q, Tensor k, Tensor v) {
    int length = q.dim(0);
    Tensor y = Tensor.allocate(arena, DType.F32, 1, length, D);
    kernels.run(new Attention(new Heads(1, 1, D, 1 / Math.sqrt(D), true), q.reshape(1, length, D),
            k.reshape(1, length, D), v.reshape(1, length, D), Tensor.of(arena, new int[] {0, length}, 1, 2), y,
            Tensor.allocate(arena, DType.F32, 1, length, 1)));
    return y;
}

Tensor normal(int length, int seed) {
    Tensor t = Tensor.allocate(arena, DType.F32, length, D);
    new Init.Normal(1).fill(t, new SplittableRandom(seed));
    return t;
}

String difference(Tensor a, Tensor b) {
    double most = 0;
    for (long i = 0; i < a.size(); i++) {
        most = Math.max(most, Math.abs(a.get(i) - b.get(i)));
    }
    return most < 1e-5 ? "below 1e-5" : "%.1e".formatted(most);
}
