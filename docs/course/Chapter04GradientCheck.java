import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Norms.*;

final Arena arena = Arena.ofShared();
final Workspace scratch = new Workspace();
final Layout layout = new Layout();
final Param w1 = layout.weight("w1", new Init.Normal(1), 5, 3);
final Param b1 = layout.weight("b1", new Init.Normal(1), 5);
final Param w2 = layout.weight("w2", new Init.Normal(1), 2, 5);
final Parameters values = new Parameters(arena, DType.F64, layout);
final Parameters slopes = new Parameters(arena, DType.F64, layout);
final Tensor x = Tensor.allocate(arena, DType.F64, 4, 3);
final Tensor wanted = Tensor.allocate(arena, DType.F64, 4, 2);

/// A gradient check: it finds a mistake that training does not show.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter04GradientCheck.java`
void main() {
    IO.println("The slope of x³ at 1 is 3. By differences:");
    for (double h : new double[] {0.1, 1e-3, 1e-5, 1e-8, 1e-11}) {
        double above = (1 + h) * (1 + h) * (1 + h);
        double below = (1 - h) * (1 - h) * (1 - h);
        IO.println("  h = %-7.0e %.10f".formatted(h, (above - below) / (2 * h)));
    }
    new Init.Normal(1).fill(x, new SplittableRandom(2));
    new Init.Normal(1).fill(wanted, new SplittableRandom(3));
    for (Kernels kernels : List.of(new ReferenceKernels(), new Mistaken(new ReferenceKernels()))) {
        IO.println("\nKernels: " + kernels.name());
        values.initialise(1);
        double first = slopesByTape(kernels);
        for (Param p : layout.params()) {
            double error = largestError(kernels, p);
            IO.println("  slopes of %s: %s".formatted(p.name(),
                    error < 1e-8 ? "right, errors are below 1e-8" : "WRONG by up to %.1e".formatted(error)));
        }
        for (int step = 0; step < 300; step++) {
            slopesByTape(kernels);
            kernels.run(new ScaleAdd(-0.5, slopes.flat(), values.flat()));
        }
        IO.println("  the loss before training %.4f, after 300 steps %.4f".formatted(first, slopesByTape(kernels)));
    }
}

/// A network of two layers: a projection, a softmax, a projection, and the mean square of what is wrong.
Var loss(Pass pass) {
    Var hidden = pass.constant(x).linear(pass.use(w1), pass.use(b1)).softmax();
    return hidden.linear(pass.use(w2)).sub(pass.constant(wanted)).meanSquare();
}

/// A forward and a backward pass: computes the slopes of all parameters; returns the loss.
double slopesByTape(Kernels kernels) {
    kernels.run(new Fill(0, slopes.flat()));
    try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
        Var loss = loss(pass);
        double value = loss.item();
        pass.backward(loss);
        return value;
    }
}

/// Moves each number of `p` up and down by `h` and compares the slope in between with that of the tape.
double largestError(Kernels kernels, Param p) {
    double h = 1e-5;
    double most = 0;
    for (long i = 0; i < p.size(); i++) {
        double here = values.of(p).get(i);
        double above = lossWith(kernels, p, i, here + h);
        double below = lossWith(kernels, p, i, here - h);
        values.of(p).set(i, here);
        most = Math.max(most, Math.abs((above - below) / (2 * h) - slopes.of(p).get(i)));
    }
    return most;
}

/// The loss if one number of `p` is `value`. `inference` is a pass without a tape: only the forward pass is needed.
double lossWith(Kernels kernels, Param p, long i, double value) {
    values.of(p).set(i, value);
    try (Pass pass = Pass.inference(kernels, scratch, values)) {
        return loss(pass).item();
    }
}

/// Kernels with a planted mistake: the gradient of the softmax lacks its second term.
record Mistaken(Kernels right) implements Kernels {
    public void run(Kernel kernel) {
        right.run(switch (kernel) {
            case SoftmaxGradAdd(Tensor y, Tensor dy, Tensor dx) -> new MulAdd(y, dy, dx);
            default -> kernel;
        });
    }

    public ThreadGuard guard() { // keeps a second thread out
        return right.guard();
    }

    public String name() {
        return "with a planted mistake";
    }
}
