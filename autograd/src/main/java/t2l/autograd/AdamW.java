package t2l.autograd;

import java.lang.foreign.Arena;
import t2l.tensor.Kernels;

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019), bias-corrected as torch does it, in place over the
/// whole block.
public final class AdamW {
    /// The constants of the update.
    ///
    /// @param decay applies to every parameter alike
    public record Settings(double beta1, double beta2, double eps, double decay) {}

    private final Settings settings;
    private final Parameters m;
    private final Parameters v;
    private long steps;

    /// Moments start at zero, in memory of `arena`.
    public AdamW(Arena arena, Parameters like, Settings settings) {
        this.settings = settings;
        this.m = new Parameters(arena, like.flat().dtype(), like.layout());
        this.v = new Parameters(arena, like.flat().dtype(), like.layout());
    }

    /// One step of size `lr` along `grads`; writes `values`.
    public void step(Kernels k, double lr, Parameters values, Parameters grads) {
        steps++;
        k.adamw(values.flat(), grads.flat(), m.flat(), v.flat(), lr, settings.beta1(), settings.beta2(), settings.eps(),
                settings.decay(), steps);
    }

    /// First moments, for a checkpoint.
    public Parameters m() {
        return m;
    }

    /// Second moments, for a checkpoint.
    public Parameters v() {
        return v;
    }

    public long steps() {
        return steps;
    }

    /// Continues after `steps` steps, once [#m] and [#v] hold their moments again.
    public void resume(long steps) {
        this.steps = steps;
    }
}
