package t2l.autograd;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;

/// Updates parameters by their gradients, in place.
public abstract sealed class Optimiser permits AdamW, Muon {
    /// First moments, or momentum.
    final Parameters m;

    /// Second moments.
    final Parameters v;

    private long steps;

    /// Moments start at zero, in memory of `arena`.
    Optimiser(Arena arena, DType dtype, Layout first, Layout second) {
        this.m = new Parameters(arena, dtype, first);
        this.v = new Parameters(arena, dtype, second);
    }

    /// One step of size `lr` along `grads`; writes `values` and the optimiser's own state.
    public final void step(Kernels k, double lr, Parameters values, Parameters grads) {
        steps++;
        step(k, lr, values, grads, steps);
    }

    /// Step number `t`, from 1.
    abstract void step(Kernels k, double lr, Parameters values, Parameters grads, long t);

    /// Its state by name, for checkpoints: the tensors `m` and `v` themselves, to be read and written.
    public final Map<String, Parameters> state() {
        return Map.of("m", m, "v", v);
    }

    /// Continues after `steps` steps; [#state] must hold what it held then.
    public final void resume(long steps) {
        this.steps = steps;
    }
}
