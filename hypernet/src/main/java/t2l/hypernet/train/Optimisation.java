package t2l.hypernet.train;

import java.lang.foreign.Arena;
import t2l.autograd.AdamW;
import t2l.autograd.Parameters;
import t2l.autograd.Schedule;
import t2l.hypernet.ArgumentReader;
import t2l.hypernet.data.Data;
import t2l.hypernet.data.Input;
import t2l.hypernet.objective.Objective;
import t2l.tensor.backend.Kernels;

/// How a run is optimised: AdamW over all parameters in one group, with a linear warm-up (t2l-spec §8, §9.3).
///
/// @param seed        of all random numbers of the run
/// @param steps       of the run; 0 for `epochs`
/// @param epochs      of the run
/// @param memory      options to save memory
/// @param rate        peak learning rate
/// @param warmup      share of the steps used for warm-up
/// @param decay       decay of the rate after warm-up
/// @param weightDecay of AdamW
/// @param clip        maximum norm of the gradient
public record Optimisation(long seed, long steps, long epochs, Trainer.Memory memory, double rate, double warmup,
        Schedule.Decay decay, double weightDecay, double clip) {
    /// Reads the arguments.
    public static Optimisation of(ArgumentReader a) {
        return new Optimisation(a.whole("seed", 42), a.whole("steps", 0), a.whole("epochs", 20),
                new Trainer.Memory(Math.max(1, a.count("grad_accum_steps", 1)),
                        a.flag("gradient_checkpointing", false)),
                a.number("lr", 1e-4), a.number("warmup_frac", 0.2),
                a.choice("lr_scheduler_type", Schedule.Decay.LINEAR), a.number("weight_decay", 1e-3),
                a.number("max_grad_norm", 1));
    }

    /// The steps of the run.
    ///
    /// @param batches of an epoch
    long total(long batches) {
        return steps > 0 ? steps : Math.max(1, epochs * Math.max(1, batches) / memory.batches());
    }

    /// A trainer at its first step.
    ///
    /// @param values initial values
    <I extends Input> Trainer trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            long total, Arena arena) {
        var optimiser = new AdamW(arena, values, new AdamW.Settings(0.9, 0.999, 1e-8, weightDecay));
        var schedule = new Schedule(rate, (long) (warmup * total), 0, total, decay);
        return new Trainer(kernels, objective, data, values, optimiser, schedule, clip, memory);
    }
}
