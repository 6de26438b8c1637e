import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;

static final int WIDTH = 6; // in and out, the numbers of a row
static final int R = 3; // the rank
static final int Z = 8; // the numbers of a task's code
static final int N = 32; // rows of each task in a step

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final Workspace scratch = new Workspace();
final Layout layout = new Layout();
final Param codes = layout.weight("codes", new Init.Normal(1), 2, Z);
final Dense middle = Dense.of(layout.at("middle"), Z, 32);
final Dense head = Dense.of(layout.at("head"), 32, R * (WIDTH + WIDTH));
final Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
final Tensor frozen = Tensor.allocate(arena, DType.F32, WIDTH, WIDTH);

/// A hypernetwork for two tasks: a network whose output is the adapter of another network.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter12Hypernetwork.java`
void main() {
    for (int i = 0; i < WIDTH; i++) {
        frozen.set(i * WIDTH + i, 1); // the frozen network repeats its input
    }
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)); // β₁, β₂, eps, decay
    Tensor x = Tensor.allocate(arena, DType.F32, 2 * N, WIDTH);
    Tensor wanted = Tensor.allocate(arena, DType.F32, 2 * N, WIDTH);
    SplittableRandom random = new SplittableRandom(1);
    IO.println("The hypernetwork has %d numbers; it writes adapters of %d.%n".formatted(layout.size(),
            R * (WIDTH + WIDTH)));
    for (int step = 0; step <= 200; step++) {
        new Init.Normal(1).fill(x, random);
        for (int row = 0; row < 2 * N; row++) {
            for (int i = 0; i < WIDTH; i++) {
                wanted.set(row * WIDTH + i, x.at(row, row < N ? reversed(i) : exchanged(i)));
            }
        }
        kernels.run(new Fill(0, slopes.flat()));
        try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
            Var loss = answer(pass, pass.use(codes), x).sub(pass.constant(wanted)).meanSquare();
            if (step % 50 == 0) {
                IO.println("step %4d   loss %.1e".formatted(step, loss.item()));
            }
            pass.backward(loss);
        }
        optimiser.step(kernels, 0.003, values, slopes);
    }

    Tensor row = Tensor.of(arena, new float[] {1, 2, 3, 4, 5, 6}, 1, WIDTH);
    IO.println("\nThe row 1 2 3 4 5 6 through the frozen network, with the adapter of");
    try (Pass pass = Pass.inference(kernels, scratch, values)) {
        show("no task", pass.constant(row).linear(pass.constant(frozen)));
        show("task 0, reverse the row", answer(pass, code(pass, 0), row));
        show("task 1, exchange its halves", answer(pass, code(pass, 1), row));
        show("the code half way between", answer(pass, code(pass, 0).scale(0.5).add(code(pass, 1).scale(0.5)), row));
    }
}

/// Task 0: the place that number `i` of the result comes from.
int reversed(int i) {
    return WIDTH - 1 - i;
}

/// Task 1: likewise.
int exchanged(int i) {
    return (i + WIDTH / 2) % WIDTH;
}

/// The code of one task, `[1,Z]`.
Var code(Pass pass, int task) {
    return pass.use(codes).gather(Tensor.of(arena, new int[] {task}, 1));
}

/// The frozen network with an adapter for each of the codes `[S,Z]`; the rows of `x` are divided among them.
Var answer(Pass pass, Var codes, Tensor x) {
    int s = codes.value().dim(0);
    Var y = head.forward(middle.forward(codes).map(Unary.SILU)); // [S, r·(in + out)]
    Var a = y.narrow(1, 0, R * WIDTH).reshape(s, R, WIDTH); // [S, r, in]
    Var b = y.narrow(1, R * WIDTH, R * WIDTH).reshape(s, R, WIDTH).t(); // [S, out, r]
    double scale = 1;
    return pass.constant(x).loraLinear(pass.constant(frozen), a, b, scale);
}

void show(String task, Var row) {
    IO.println("  %-28s %s".formatted(task, DoubleStream.of(row.value().toDoubles()).mapToObj("%5.1f"::formatted)
            .collect(Collectors.joining())));
}
