package t2l.autograd;

import java.lang.foreign.Arena;
import java.util.Map;
import t2l.tensor.Kernels;

/// Adam with decoupled weight decay (Loshchilov & Hutter 2019), bias-corrected as torch does it, in place over the
/// whole block.
public final class AdamW implements Optimiser {
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

    @Override
    public void step(Kernels k, double lr, Parameters values, Parameters grads) {
        steps++;
        k.adamw(values.flat(), grads.flat(), m.flat(), v.flat(), lr, settings.beta1(), settings.beta2(), settings.eps(),
                settings.decay(), steps);
    }

    /// First moments `m`, second moments `v`.
    @Override
    public Map<String, Parameters> state() {
        return Map.of("m", m, "v", v);
    }

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void resume(long steps) {
        this.steps = steps;
    }
}
