package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.data.Data;
import t2l.tensor.*;
import t2l.tensor.Workspace.Slabs;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.ranks.Ranks;

/// The training loop for any [Objective] and [Data].
///
/// The first step of each batch shape is recorded; later steps replay the recording without building anything. The
/// scratch memory of all shapes is the same. The same
/// seed gives the same bits, whether or not the run was interrupted and resumed, and if the batches of a step are shards
/// ([Sharded]), on any number of ranks.
public final class Trainer implements AutoCloseable {
    /// The result of a step.
    ///
    /// @param loss     the value reported by the objective: cross entropy, or distance
    /// @param total    the minimised value
    /// @param gradient the norm of the gradient before clipping
    /// @param rate     the learning rate of the update
    public record Progress(long step, double loss, double total, double gradient, double rate) {}

    /// Options to save memory.
    ///
    /// @param batches    number of batches per step, whose gradients are added: at least 1
    /// @param recompute  whether the model's layers are recomputed in the backward pass
    public record Memory(int batches, boolean recompute) {
        public static final Memory PLENTY = new Memory(1, false);

        public Memory {
            if (batches < 1) {
                throw new IllegalArgumentException("trainer: needs at least 1 batch in a step, got " + batches);
            }
        }
    }

    private record DataObjective<I extends Data.Input>(Objective<I> objective, Data<I> data) {}

    /// What a batch tells: its weight, its loss and what is minimised.
    private static final int REPORTED = 3;

    private final Kernels kernels;
    private final Ranks ranks;
    private final DataObjective<?> work;
    private final Schedule schedule;
    private final Arena arena = Arena.ofShared();
    private final Slabs scratch = new Slabs();
    private final Update update;
    private final Memory memory;
    private final Tensor losses;
    private final Tensor share;
    private final Tensor reports;
    private final Tensor allReports;
    private final IdentityHashMap<Data.Input, Recording> recorded = new IdentityHashMap<>();
    private long step;

    /// One batch per step, without recomputation.
    public <I extends Data.Input> Trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            Optimiser optimiser, Schedule schedule, double clip) {
        this(kernels, objective, data, values, optimiser, schedule, clip, Memory.PLENTY);
    }

    /// @param data      its batch `i = 0, 1, …` belongs to step `i / memory.batches()`
    /// @param values    initial values, updated by every step
    /// @param clip      maximum norm of the gradient
    public <I extends Data.Input> Trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            Optimiser optimiser, Schedule schedule, double clip, Memory memory) {
        this(kernels, Ranks.alone(), objective, data, arena -> new Accumulated(arena, values, optimiser, clip),
                schedule, memory);
    }

    /// The same for one of several ranks, each with a part of a step's batches.
    ///
    /// @param update holds its memory in an arena of this trainer
    public <I extends Data.Input> Trainer(Kernels kernels, Ranks ranks, Objective<I> objective, Data<I> data,
            Function<Arena, Update> update, Schedule schedule, Memory memory) {
        this.kernels = kernels;
        this.ranks = ranks;
        this.work = new DataObjective<>(objective, data);
        this.schedule = schedule;
        this.update = update.apply(arena);
        this.memory = memory;
        DType precision = values().flat().dtype();
        this.losses = Tensor.allocate(arena, precision, 2);
        this.share = Tensor.allocate(arena, precision, 1);
        this.reports = Tensor.allocate(arena, DType.F64, memory.batches() / ranks.count(), REPORTED);
        this.allReports = Tensor.allocate(arena, DType.F64, memory.batches(), REPORTED);
    }

    /// Runs a step. Throws [T2lException] with the name of the operation if a number is not finite, and the exceptions
    /// of [Session]; the values are then unchanged.
    public Progress step() {
        update.clear(kernels);
        for (int i = 0; i < reports.dim(0); i++) {
            reports.set((long) REPORTED * i, run(work, first() + i));
            reports.set((long) REPORTED * i + 1, losses.get(0));
            reports.set((long) REPORTED * i + 2, losses.get(1));
            update.add(kernels);
        }
        ranks.gather(reports, allReports);
        double shares = 0;
        double task = 0;
        double total = 0;
        for (int i = 0; i < memory.batches(); i++) {
            double weight = allReports.at(i, 0);
            shares += weight;
            task += weight * allReports.at(i, 1);
            total += weight * allReports.at(i, 2);
        }
        if (memory.batches() > 1) {
            task /= shares;
            total /= shares;
        }
        double norm = update.norm(kernels, memory.batches() > 1 ? 1 / shares : 1);
        if (!Double.isFinite(total) || !Double.isFinite(norm)) {
            throw explain(work, total);
        }
        double rate = schedule.at(step);
        update.apply(Session.whole(kernels), rate);
        step++;
        return new Progress(step, task, total, norm, rate);
    }

    /// The first batch of a step that is computed here.
    private int first() {
        return ranks.rank() * reports.dim(0);
    }

    private <I extends Data.Input> I input(DataObjective<I> of, int ofStep) {
        return of.data().batch(step * memory.batches() + ofStep);
    }

    private Pass pass(Kernels on) {
        Pass pass = Pass.training(on, new Workspace(scratch), values(), update.gradients());
        return memory.recompute() ? pass.recomputing() : pass;
    }

    /// Runs input `ofStep` of the step and adds its gradients; returns its weight.
    private <I extends Data.Input> double run(DataObjective<I> of, int ofStep) {
        I input = input(of, ofStep);
        double weight = memory.batches() == 1 ? 1 : input.share();
        share.set(0, weight);
        Recording known = recorded.get(input);
        if (known != null) {
            known.replay();
            return weight;
        }
        Recording recording = new Recording(kernels);
        try (Pass pass = pass(recording)) {
            Objective.Loss loss = of.objective().loss(pass, input);
            recording.run(new Copy(loss.task().value(), losses.narrow(0, 0, 1)));
            recording.run(new Copy(loss.total().value(), losses.narrow(0, 1, 1)));
            pass.backward(loss.total(), share);
        }
        recorded.put(input, recording);
        return weight;
    }

    /// The sentence of the first rank that finds the operation.
    private T2lException explain(DataObjective<?> of, double total) {
        Optional<T2lException> found = unfinite(of);
        String sentence = ranks.all(found.map(T2lException::getMessage).orElse("")).stream()
                .filter(text -> !text.isEmpty()).findFirst().orElse("training: the loss is " + total
                        + " or its gradient is not finite; a smaller learning rate may help");
        return new T2lException("step " + step + ": " + sentence, found.orElse(null));
    }

    private <I extends Data.Input> Optional<T2lException> unfinite(DataObjective<I> of) {
        for (int i = 0; i < reports.dim(0); i++) {
            I input = input(of, first() + i);
            try (Pass pass = pass(kernels).checked()) {
                pass.backward(of.objective().loss(pass, input).total());
            } catch (T2lException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /// Steps done.
    public long steps() {
        return step;
    }

    public Parameters values() {
        return update.values();
    }

    /// The ranks that take every step together.
    public Ranks ranks() {
        return ranks;
    }

    /// The state from which [#restore] resumes bit for bit, the same on all ranks.
    ///
    /// @param run           description of the run
    /// @param earlyStopping the state of early stopping
    public TrainingCheckpoint checkpoint(String run, Validator.EarlyStopping earlyStopping) {
        return TrainingCheckpoint.of(step, run, earlyStopping, update);
    }

    /// Resumes from `checkpoint`, which must be from a run with the same description.
    ///
    /// @param earlyStopping restored as well
    public void restore(String run, TrainingCheckpoint checkpoint, Validator.EarlyStopping earlyStopping) {
        checkpoint.restore(run, update, kernels);
        earlyStopping.restore(checkpoint.source(), checkpoint.earlyStopping());
        step = checkpoint.step();
    }

    /// Bytes of scratch memory, constant after the first step of the largest shape.
    public long scratch() {
        return scratch.reserved();
    }

    /// See [Kernels#heap].
    public long heap() {
        return kernels.heap();
    }

    @Override
    public void close() {
        scratch.close();
        arena.close();
    }
}
