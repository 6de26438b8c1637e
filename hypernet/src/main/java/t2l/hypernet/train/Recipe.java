package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Collectors;
import t2l.autograd.AdamW;
import t2l.autograd.Parameters;
import t2l.autograd.Schedule;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperConfig;
import t2l.tensor.backend.Kernels;

/// What the reference's arguments say about the loop of a training, whatever is trained.
record Recipe(Arguments arguments) {
    long seed() {
        return arguments.whole("seed");
    }

    /// The steps of the run: `steps` if that is set, else `epochs` of `batches` each, of which a step takes several if
    /// gradients are accumulated.
    long steps(long batches) {
        long asked = arguments.whole("steps");
        return asked > 0
                ? asked
                : Math.max(1, arguments.whole("epochs") * Math.max(1, batches) / memory().batches());
    }

    Trainer.Memory memory() {
        return new Trainer.Memory(Math.max(1, arguments.count("grad_accum_steps")),
                arguments.flag("gradient_checkpointing"));
    }

    HyperConfig.Rank rank() {
        return new HyperConfig.Rank(arguments.count("lora_r"), arguments.number("lora_alpha"),
                arguments.flag("use_rslora"));
    }

    /// AdamW over everything that is trained, in one group (t2l-spec §8, §9.3), with a linear warm-up.
    ///
    /// @param values where training starts
    <I extends Input> Trainer trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            long total, Arena arena) {
        var optimiser = new AdamW(arena, values,
                new AdamW.Settings(0.9, 0.999, 1e-8, arguments.number("weight_decay")));
        var schedule = new Schedule(arguments.number("lr"), (long) (arguments.number("warmup_frac") * total), 0, total,
                arguments.choice("lr_scheduler_type", Schedule.Decay.class));
        return new Trainer(kernels, objective, data, values, optimiser, schedule, arguments.number("max_grad_norm"),
                memory());
    }

    /// Describes a run, so that its checkpoints are continued by the same run only.
    String settings(Objective<?> objective, long total, List<TaskData> tasks) {
        return objective.getClass().getSimpleName() + " of " + total + " steps over "
                + tasks.stream().map(TaskData::name).collect(Collectors.joining(",")).hashCode() + " "
                + arguments.values();
    }
}
