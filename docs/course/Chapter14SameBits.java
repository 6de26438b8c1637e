import java.util.zip.CRC32;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Products.*;

final Arena arena = Arena.ofShared();

/// The same bits on any number of threads: why a sum depends on its order, and who fixes the order here.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter14SameBits.java`
void main() {
    float large = 100_000_000;
    IO.println("(large - large) + 1 = " + ((large - large) + 1));
    IO.println("large + (1 - large) = " + (large + (1 - large)));

    int n = 1_000_000;
    Tensor x = Tensor.allocate(arena, DType.F32, n);
    new Init.Normal(1).fill(x, new SplittableRandom(1));
    float[] numbers = x.toFloats();
    IO.println("\nThe sum of %d squares:".formatted(n));
    IO.println("  threads   in shares, as threads would add   by the kernel Dot");
    for (int threads = 1; threads <= 4; threads++) {
        try (Parallel parallel = new Parallel(threads); Kernels kernels = Backends.open("auto", parallel)) {
            Tensor sum = Tensor.allocate(arena, DType.F32, 1);
            kernels.run(new Dot(x, x, sum));
            IO.println("  %-7d   %31.4f   %17.4f".formatted(threads, divided(numbers, threads), sum.get(0)));
        }
    }

    IO.println("\nA network after 200 steps, and the checksum of all its numbers:");
    Tensor[] learnt = new Tensor[5];
    for (int threads = 1; threads <= 4; threads++) {
        learnt[threads] = train(threads, 0);
        IO.println("  threads %d   %08x".formatted(threads, checksum(learnt[threads])));
    }
    Tensor other = train(4, 1e-7);
    long size = other.size();
    long changed = LongStream.range(0, size).filter(i -> other.get(i) != learnt[4].get(i)).count();
    IO.println("  threads 4   %08x, if one number begins 0.0000001 larger".formatted(checksum(other)));
    IO.println("With that, %d of %d numbers end different.".formatted(changed, size));
}

/// The sum of squares in as many shares as there would be threads: first each share, then their sum.
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

/// Trains a network to repeat random numbers; its parameters.
///
/// @param change is added to the first of them before
Tensor train(int threads, double change) {
    Layout layout = new Layout();
    Dense first = Dense.of(layout.at("first"), 64, 256);
    Dense second = Dense.of(layout.at("second"), 256, 64);
    Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
    values.flat().set(0, values.flat().get(0) + change);
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)); // β₁, β₂, eps, decay
    Tensor x = Tensor.allocate(arena, DType.F32, 512, 64);
    new Init.Normal(1).fill(x, new SplittableRandom(2));
    try (Parallel parallel = new Parallel(threads);
            Kernels kernels = Backends.open("auto", parallel);
            Workspace scratch = new Workspace()) {
        for (int step = 0; step < 200; step++) {
            kernels.run(new Fill(0, slopes.flat()));
            try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
                Var y = second.forward(first.forward(pass.constant(x)).map(Unary.SILU));
                pass.backward(y.sub(pass.constant(x)).meanSquare());
            }
            optimiser.step(kernels, 0.001, values, slopes);
        }
    }
    return values.flat();
}

long checksum(Tensor parameters) {
    CRC32 checksum = new CRC32();
    checksum.update(parameters.forReading().toArray(ValueLayout.JAVA_BYTE));
    return checksum.getValue();
}
