import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;

static final int WIDTH = 6; // in = out, the numbers of a row
static final int RANK = 3; // r
static final int LATENT = 8; // Z, the numbers of a task's code
static final int ROWS = 32; // rows of each task in a step

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final Workspace scratch = new Workspace();
final Layout layout = new Layout();
final Param codes = layout.weight("codes", new Init.Normal(1), 2, LATENT);
final Dense middle = Dense.of(layout.at("middle"), LATENT, 32);
final Dense head = Dense.of(layout.at("head"), 32, RANK * (WIDTH + WIDTH));
final Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
final Tensor frozen = Tensor.allocate(arena, DType.F32, WIDTH, WIDTH);

/// A hypernetwork for two tasks: a network whose output is the adapter of another network.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter12Hypernetwork.java`
void main() {
    for (int i = 0; i < WIDTH; i++) {
        frozen.set(i * WIDTH + i, 1); // the frozen network repeats its input
    }
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.Settings(0.9, 0.999, 1e-8, 0));
    Tensor tasks = Tensor.of(arena, new int[] {0, 1}, 2);
    Tensor x = Tensor.allocate(arena, DType.F32, 2 * ROWS, WIDTH);
    Tensor wanted = Tensor.allocate(arena, DType.F32, 2 * ROWS, WIDTH);
    SplittableRandom random = new SplittableRandom(1);
    IO.println("The hypernetwork has %d numbers; it writes adapters of %d.%n".formatted(layout.size(),
            RANK * (WIDTH + WIDTH)));
    for (int step = 0; step <= 400; step++) {
        new Init.Normal(1).fill(x, random);
        for (int row = 0; row < 2 * ROWS; row++) {
            for (int i = 0; i < WIDTH; i++) {
                wanted.set(row * WIDTH + i, x.at(row, row < ROWS ? WIDTH - 1 - i : (i + WIDTH / 2) % WIDTH));
            }
        }
        kernels.run(new Fill(0, slopes.flat()));
        try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
            Var loss = answer(pass, pass.use(codes).gather(tasks), x).add(pass.constant(wanted).scale(-1)).meanSquare();
            if (step % 100 == 0) {
                IO.println("step %4d   loss %.4f".formatted(step, loss.item()));
            }
            pass.backward(loss);
        }
        optimiser.step(kernels, 0.003, values, slopes);
    }

    Tensor row = Tensor.of(arena, new float[] {1, 2, 3, 4, 5, 6}, 1, WIDTH);
    IO.println("\nThe row 1 2 3 4 5 6 through the frozen network, with the adapter of");
    show("no task", row);
    try (Pass pass = Pass.inference(kernels, scratch, values)) {
        Var both = pass.use(codes);
        show("task 0, reverse the row", answer(pass, both.narrow(0, 0, 1).scale(1), row).value());
        show("task 1, exchange its halves", answer(pass, both.narrow(0, 1, 1).scale(1), row).value());
        Var between = both.narrow(0, 0, 1).scale(0.5).add(both.narrow(0, 1, 1).scale(0.5));
        show("the code half way between", answer(pass, between, row).value());
    }
}

/// The frozen network, with one adapter for each code; the rows of `x` are divided among them.
Var answer(Pass pass, Var code, Tensor x) {
    int s = code.value().dim(0);
    Var y = head.forward(middle.forward(code).map(Unary.SILU)); // [S, r·(in + out)]
    Var a = y.narrow(1, 0, RANK * WIDTH).reshape(s, RANK, WIDTH); // [S, r, in]
    Var b = y.narrow(1, RANK * WIDTH, RANK * WIDTH).reshape(s, RANK, WIDTH).t(); // [S, out, r]
    return pass.constant(x).loraLinear(pass.constant(frozen), a, b, 1);
}

void show(String task, Tensor row) {
    IO.println("  %-28s %s".formatted(task, DoubleStream.of(row.toDoubles()).mapToObj("%5.1f"::formatted)
            .collect(Collectors.joining())));
}
