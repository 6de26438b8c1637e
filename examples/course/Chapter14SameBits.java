import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;

final Arena arena = Arena.ofShared();

/// The same bits on any number of threads: why a sum depends on its order, and who fixes the order here.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter14SameBits.java`
void main() {
    float large = 100_000_000;
    IO.println("(large - large) + 1 = " + ((large - large) + 1));
    IO.println("large + (1 - large) = " + (large + (1 - large)));

    int n = 1_000_000;
    Tensor x = Tensor.allocate(arena, DType.F32, n);
    new Init.Normal(1).fill(x, new SplittableRandom(1));
    float[] numbers = x.toFloats();
    IO.println("\nThe sum of %d squares, in parts as threads would add them, and by the kernel Dot:".formatted(n));
    for (int threads = 1; threads <= 4; threads++) {
        try (Parallel parallel = new Parallel(threads); Kernels kernels = Backends.open("auto", parallel)) {
            Tensor sum = Tensor.allocate(arena, DType.F32, 1);
            kernels.run(new Dot(x, x, sum));
            IO.println("  %d threads   %.4f   %.4f".formatted(threads, divided(numbers, threads), sum.get(0)));
        }
    }

    IO.println("\nA network trained for 200 steps, and the checksum of all its numbers:");
    for (int threads = 1; threads <= 4; threads++) {
        IO.println("  %d threads   %08x".formatted(threads, train(threads)));
    }
}

/// Each thread adds its share; then the shares are added.
float divided(float[] numbers, int threads) {
    float sum = 0;
    for (int i = 0; i < threads; i++) {
        float share = 0;
        for (int j = numbers.length * i / threads; j < numbers.length * (i + 1) / threads; j++) {
            share += numbers[j] * numbers[j];
        }
        sum += share;
    }
    return sum;
}

/// Trains a network on random numbers; the checksum of its parameters.
long train(int threads) {
    Layout layout = new Layout();
    Dense first = Dense.of(layout.at("first"), 64, 256);
    Dense second = Dense.of(layout.at("second"), 256, 64);
    Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.Settings(0.9, 0.999, 1e-8, 0));
    Tensor x = Tensor.allocate(arena, DType.F32, 512, 64);
    new Init.Normal(1).fill(x, new SplittableRandom(2));
    try (Parallel parallel = new Parallel(threads); Kernels kernels = Backends.open("auto", parallel);
            Workspace scratch = new Workspace()) {
        for (int step = 0; step < 200; step++) {
            kernels.run(new Fill(0, slopes.flat()));
            try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
                Var y = second.forward(first.forward(pass.constant(x)).map(Unary.SILU));
                pass.backward(y.add(pass.constant(x).scale(-1)).meanSquare());
            }
            optimiser.step(kernels, 0.001, values, slopes);
        }
    }
    var checksum = new java.util.zip.CRC32();
    checksum.update(values.flat().forReading().toArray(ValueLayout.JAVA_BYTE));
    return checksum.getValue();
}
