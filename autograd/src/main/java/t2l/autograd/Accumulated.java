package t2l.autograd;

import java.lang.foreign.Arena;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Scale;

/// The gradients of all batches are added into one block, one after the other.
public final class Accumulated extends Update {
    private final Clip clip;

    /// @param arena holds the gradients
    /// @param max   the norm to clip to
    public Accumulated(Arena arena, Parameters values, Optimiser optimiser, double max) {
        super(arena, values, optimiser);
        this.clip = new Clip(arena, max, gradients);
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
}
