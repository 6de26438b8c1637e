package t2l.autograd;

import module java.base;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Elementwise.Scale;

/// The gradients of all batches are added into one block, one after the other.
public final class Accumulated implements Update {
    private final Parameters values;
    private final Parameters gradients;
    private final Optimiser optimiser;
    private final Clip clip;

    /// @param arena holds the gradients
    /// @param max   the norm to clip to
    public Accumulated(Arena arena, Parameters values, Optimiser optimiser, double max) {
        this.values = values;
        this.gradients = new Parameters(arena, values.flat().dtype(), values.layout());
        this.optimiser = optimiser;
        this.clip = new Clip(arena, max, gradients);
    }

    @Override
    public Parameters values() {
        return values;
    }

    @Override
    public Parameters gradients() {
        return gradients;
    }

    @Override
    public void clear(Kernels k) {
        k.run(new Fill(0, gradients.flat()));
    }

    @Override
    public void add(Kernels k) {
        // the passes have added it where it belongs
    }

    @Override
    public double norm(Kernels k, double scale) {
        if (scale != 1) {
            k.run(new Scale(scale, gradients.flat(), gradients.flat()));
        }
        return clip.apply(k, gradients);
    }

    @Override
    public void apply(Kernels k, double lr) {
        optimiser.step(k, lr, values, gradients);
    }

    @Override
    public Map<String, Parameters> state() {
        return optimiser.state();
    }

    @Override
    public void resume(Kernels k, long steps) {
        optimiser.resume(steps);
    }
}
