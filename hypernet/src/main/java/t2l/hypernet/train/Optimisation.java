package t2l.hypernet.train;

import java.lang.foreign.Arena;
import t2l.autograd.*;
import t2l.hypernet.data.Data;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;

/// How a run is optimised, with a linear warm-up: by AdamW over all parameters in one group (t2l-spec §8, §9.3), or by [Muon].
///
/// @param seed        of all random numbers of the run
/// @param steps       of the run; 0 for `epochs`
/// @param epochs      of the run
/// @param draws       how often data is drawn for a step (`grad_accum_steps`): its batches, if there are no shards
/// @param shards      into how many batches, that ranks divide among themselves, a step is cut; 0 for none (`shards`)
/// @param recompute   whether the model's layers are recomputed in the backward pass (`gradient_checkpointing`)
/// @param rate        peak learning rate
/// @param warmup      share of the steps used for warm-up
/// @param decay       decay of the rate after warm-up
/// @param method      the optimiser (`optim`)
/// @param matrixRate  rate of matrices with Muon, as a multiple of `rate` (`muon_rate`)
/// @param beta2       decay of AdamW's second moments (`adam_beta2`)
/// @param weightDecay of all parameters
/// @param clip        maximum norm of the gradient
public record Optimisation(long seed, long steps, long epochs, int draws, int shards, boolean recompute, double rate,
        double warmup, Schedule.Decay decay, Method method, double matrixRate, double beta2, double weightDecay,
        double clip) {
    /// The optimisers.
    public enum Method {
        ADAMW, MUON
    }

    private static final double MOMENTUM = 0.95;

    /// Batches of a step, and numbers, above those of any training.
    private static final int MAX_BATCHES = 1 << 16;
    static final double MAX_VALUE = 1e9;

    /// The number of shards of a run on several ranks whose arguments name none.
    public static final int SHARDS = 16;

    /// The name of the argument.
    public static final String SHARDS_NAME = "shards";

    /// Reads the arguments.
    public static Optimisation of(Source a) {
        Method method = a.choice("optim", Method.ADAMW);
        return new Optimisation(a.whole("seed", 42), a.whole("steps", 0), a.whole("epochs", 20),
                Math.max(1, a.count("grad_accum_steps", 0, MAX_BATCHES).orElse(1)),
                a.count(SHARDS_NAME, 0, MAX_BATCHES).orElse(0), a.flag("gradient_checkpointing", false),
                a.number("lr", 0, MAX_VALUE).orElse(1e-4), a.number("warmup_frac", 0, 1).orElse(0.2),
                a.choice("lr_scheduler_type", Schedule.Decay.LINEAR), method,
                method == Method.MUON ? a.number("muon_rate", 0, MAX_VALUE).orElse(5) : 1,
                a.number("adam_beta2", 0, 1 - 1e-9).orElse(0.999), a.number("weight_decay", 0, MAX_VALUE).orElse(1e-3),
                a.number("max_grad_norm", 0, MAX_VALUE).orElse(1));
    }

    /// The steps of the run.
    ///
    /// @param batches of an epoch, as many as are drawn
    long total(long batches) {
        return steps > 0 ? steps : Math.max(1, epochs * Math.max(1, batches) / draws);
    }

    /// The batches of a step.
    int batches() {
        return shards > 0 ? shards : draws;
    }

    /// The size of a batch, if data is drawn in pieces of `drawn`. Throws [IllegalArgumentException] if a step cannot be cut into
    /// equal shards.
    ///
    /// @param what the argument that determines it
    int perBatch(String what, int drawn) {
        int all = Math.multiplyExact(drawn, draws);
        if (all % batches() != 0) {
            throw new IllegalArgumentException(what + ": needs a step that can be cut into shards=" + shards
                    + " equal parts, got " + all + "; change either");
        }
        return all / batches();
    }

    /// A trainer at its first step.
    ///
    /// @param values initial values
    <I extends Data.Input> Trainer trainer(Kernels kernels, Ranks ranks, Objective<I> objective, Data<I> data,
            Parameters values, long total) {
        var schedule = new Schedule(rate, (long) (warmup * total), 0, total, decay);
        return new Trainer(kernels, ranks, objective, data, arena -> update(arena, ranks, values), schedule,
                new Trainer.Memory(batches(), recompute));
    }

    private Update update(Arena arena, Ranks ranks, Parameters values) {
        var adam = new AdamW.AdamSettings(0.9, beta2, 1e-8, weightDecay);
        return switch (method) {
            case ADAMW -> shards > 0
                    ? Sharded.adamW(arena, ranks, shards, values, clip, adam)
                    : new Accumulated(arena, values, new AdamW(arena, values, adam), clip);
            case MUON -> {
                var muon = new Muon(arena, values, new Muon.MuonSettings(MOMENTUM, matrixRate, weightDecay, adam));
                yield shards > 0
                        ? Sharded.whole(arena, ranks, shards, values, clip, muon)
                        : new Accumulated(arena, values, muon, clip);
            }
        };
    }
}
