import t2l.autograd.Init;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;

static final int D = 16; // the numbers of a query, of a key and of a value
static final double SCALE = 1 / Math.sqrt(D);

final Arena arena = Arena.ofShared();
final Kernels kernels = Backends.open("auto", new Parallel(2));

/// Attention without a matrix of scores: three ways to the same numbers.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter06Attention.java`
void main() {
    IO.println("Weights of four positions, each over itself and those before it:");
    Tensor weights = weights(normal(4, 1), normal(4, 2));
    for (int t = 0; t < 4; t++) {
        IO.println("  %5.2f %5.2f %5.2f %5.2f".formatted(weights.at(t, 0), weights.at(t, 1), weights.at(t, 2),
                weights.at(t, 3)));
    }
    IO.println("\n            numbers kept:                    differences from the first way:");
    IO.println("positions   in the matrix   key by key       key by key   the kernel");
    for (int length : new int[] {16, 256, 2048}) {
        Tensor q = normal(length, 1);
        Tensor k = normal(length, 2);
        Tensor v = normal(length, 3);
        Tensor y = Tensor.allocate(arena, DType.F32, length, D);
        Tensor scores = weights(q, k);
        kernels.run(new MatMul(scores, v, y));
        IO.println("%9d %15d %12d %16s %12s".formatted(length, scores.size(), D + 2, difference(y, keyByKey(q, k, v)),
                difference(y, kernel(q, k, v))));
    }
}

/// The softmax of all scores, a matrix `[T,T]`; keys that come later than the query get the weight 0.
Tensor weights(Tensor q, Tensor k) {
    int length = q.dim(0);
    Tensor scores = Tensor.allocate(arena, DType.F32, length, length); // zeros, to which the products are added
    kernels.run(MatMul.add(SCALE, q, k.t(), scores));
    for (int t = 0; t < length; t++) {
        scores.narrow(0, t, 1).narrow(1, t + 1, length - t - 1).fill(-1e9);
    }
    kernels.run(new Softmax(scores, scores));
    return scores;
}

/// The same without the matrix, one key after the other. For each query, `D + 2` numbers are kept: the largest score so
/// far and the two sums, which are relative to it. When a larger score comes, the sums shrink.
Tensor keyByKey(Tensor q, Tensor k, Tensor v) {
    Tensor y = Tensor.allocate(arena, DType.F32, q.dims());
    for (int t = 0; t < q.dim(0); t++) {
        double max = Double.NEGATIVE_INFINITY;
        double below = 0;
        double[] above = new double[D];
        for (int j = 0; j <= t; j++) {
            double score = 0;
            for (int d = 0; d < D; d++) {
                score += SCALE * q.at(t, d) * k.at(j, d);
            }
            double shrink = Math.exp(max - Math.max(max, score));
            max = Math.max(max, score);
            double power = Math.exp(score - max);
            below = below * shrink + power;
            for (int d = 0; d < D; d++) {
                above[d] = above[d] * shrink + power * v.at(j, d);
            }
        }
        for (int d = 0; d < D; d++) {
            y.set((long) t * D + d, above[d] / below);
        }
    }
    return y;
}

/// The kernel of this project. It takes several texts and several heads; here there is one of each.
Tensor kernel(Tensor q, Tensor k, Tensor v) {
    int length = q.dim(0);
    Heads oneHead = new Heads(1, 1, D, SCALE, true); // true: causal
    Tensor seen = Tensor.of(arena, new int[] {0, length}, 1, 2); // the first key of the text, and where it ends
    Tensor y = Tensor.allocate(arena, DType.F32, q.dims());
    Tensor logs = Tensor.allocate(arena, DType.F32, 1, length, 1); // for the backward pass, which is not needed here
    kernels.run(new Attention(oneHead, oneText(q), oneText(k), oneText(v), seen, oneText(y), logs));
    return y;
}

/// `[T,D]` as `[1,T,D]`.
Tensor oneText(Tensor x) {
    return x.reshape(1, x.dim(0), D);
}

Tensor normal(int length, int seed) {
    Tensor t = Tensor.allocate(arena, DType.F32, length, D);
    new Init.Normal(1).fill(t, new SplittableRandom(seed));
    return t;
}

String difference(Tensor a, Tensor b) {
    double most = LongStream.range(0, a.size()).mapToDouble(i -> Math.abs(a.get(i) - b.get(i))).max().orElseThrow();
    return most < 1e-5 ? "below 1e-5" : "%.1e".formatted(most);
}
