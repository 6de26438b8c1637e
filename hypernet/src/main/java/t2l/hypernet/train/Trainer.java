package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import t2l.autograd.Clip;
import t2l.autograd.Optimiser;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.autograd.Schedule;
import t2l.hypernet.data.Data;
import t2l.hypernet.data.Input;
import t2l.hypernet.objective.Objective;
import t2l.tensor.DType;
import t2l.tensor.Slabs;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.CancellableKernels;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Recording;
import t2l.tensor.kernel.Copy;
import t2l.tensor.kernel.Fill;
import t2l.tensor.kernel.Scale;

/// The training loop for any [Objective] and [Data].
///
/// The first step of each batch shape is recorded; later steps replay the recording without building anything. The
/// scratch memory of all shapes is the same. The same
/// seed gives the same bits, whether or not the run was interrupted and resumed.
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
    /// @param batches    number of batches per step, whose gradients are accumulated: at least 1
    /// @param recompute  whether the model's layers are recomputed in the backward pass
    public record Memory(int batches, boolean recompute) {
        public static final Memory PLENTY = new Memory(1, false);

        public Memory {
            if (batches < 1) {
                throw new IllegalArgumentException("trainer: needs at least 1 batch in a step, got " + batches);
            }
        }
    }

    private record Recorded(Input input, Recording calls) {}

    private record Work<I extends Input>(Objective<I> objective, Data<I> data) {}

    private final Kernels kernels;
    private final Work<?> work;
    private final Schedule schedule;
    private final Optimiser optimiser;
    private final Arena arena = Arena.ofShared();
    private final Slabs scratch = new Slabs();
    private final Parameters values;
    private final Parameters grads;
    private final Clip clip;
    private final Memory memory;
    private final Tensor losses;
    private final Tensor share;
    private final List<Recorded> recorded = new ArrayList<>();
    private long step;

    /// One batch per step, without recomputation.
    public <I extends Input> Trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            Optimiser optimiser, Schedule schedule, double clip) {
        this(kernels, objective, data, values, optimiser, schedule, clip, Memory.PLENTY);
    }

    /// @param data      its batch `i = 0, 1, …` belongs to step `i / memory.batches()`
    /// @param values    initial values, updated by every step
    /// @param clip      maximum norm of the gradient
    public <I extends Input> Trainer(Kernels kernels, Objective<I> objective, Data<I> data, Parameters values,
            Optimiser optimiser, Schedule schedule, double clip, Memory memory) {
        this.kernels = kernels;
        this.work = new Work<>(objective, data);
        this.schedule = schedule;
        this.optimiser = optimiser;
        this.values = values;
        DType precision = values.flat().dtype();
        this.grads = new Parameters(arena, precision, values.layout());
        this.clip = new Clip(arena, clip, grads);
        this.memory = memory;
        this.losses = Tensor.allocate(arena, precision, 2);
        this.share = Tensor.allocate(arena, precision, 1);
    }

    /// Runs a step. Throws [T2lException] with the name of the operation if a number is not finite, and the exceptions
    /// of [CancellableKernels]; the values are then unchanged.
    public Progress step() {
        kernels.run(new Fill(0, grads.flat()));
        double task = 0;
        double total = 0;
        double shares = 0;
        for (int i = 0; i < memory.batches(); i++) {
            double weight = run(work, i);
            task += weight * losses.get(0);
            total += weight * losses.get(1);
            shares += weight;
        }
        if (memory.batches() > 1) {
            task /= shares;
            total /= shares;
            kernels.run(new Scale(1 / shares, grads.flat(), grads.flat()));
        }
        double norm = clip.apply(kernels, grads);
        if (!Double.isFinite(total) || !Double.isFinite(norm)) {
            throw explain(work, total);
        }
        double rate = schedule.at(step);
        optimiser.step(CancellableKernels.whole(kernels), rate, values, grads);
        step++;
        return new Progress(step, task, total, norm, rate);
    }

    private <I extends Input> I input(Work<I> of, int ofStep) {
        return of.data().batch(step * memory.batches() + ofStep);
    }

    private Pass pass(Kernels on) {
        Pass pass = Pass.training(on, new Workspace(scratch), values, grads);
        return memory.recompute() ? pass.recomputing() : pass;
    }

    /// Runs input `ofStep` of the step and adds its gradients; returns its weight.
    private <I extends Input> double run(Work<I> of, int ofStep) {
        I input = input(of, ofStep);
        double weight = memory.batches() == 1 ? 1 : input.share();
        share.set(0, weight);
        for (int i = 0; i < recorded.size(); i++) {
            if (recorded.get(i).input() == input) {
                recorded.get(i).calls().replay();
                return weight;
            }
        }
        Recording recording = new Recording(kernels);
        try (Pass pass = pass(recording)) {
            Objective.Loss loss = of.objective().loss(pass, input);
            recording.run(new Copy(loss.task().value(), losses.narrow(0, 0, 1)));
            recording.run(new Copy(loss.total().value(), losses.narrow(0, 1, 1)));
            pass.backward(loss.total(), share);
        }
        recorded.add(new Recorded(input, recording));
        return weight;
    }

    private <I extends Input> T2lException explain(Work<I> of, double total) {
        for (int i = 0; i < memory.batches(); i++) {
            I input = input(of, i);
            try (Pass pass = pass(kernels).checked()) {
                pass.backward(of.objective().loss(pass, input).total());
            } catch (T2lException e) {
                return new T2lException("step " + step + ": " + e.getMessage(), e);
            }
        }
        return new T2lException("step " + step + ": training: the loss is " + total
                + " or its gradient is not finite; a smaller learning rate may help");
    }

    /// Steps done.
    public long steps() {
        return step;
    }

    public Parameters values() {
        return values;
    }

    /// The state from which [#restore] resumes bit for bit.
    ///
    /// @param run           description of the run
    /// @param earlyStopping the state of early stopping
    public TrainingCheckpoint checkpoint(String run, EarlyStopping earlyStopping) {
        return TrainingCheckpoint.of(step, run, earlyStopping, values, optimiser);
    }

    /// Resumes from `checkpoint`, which must be from a run with the same description.
    ///
    /// @param earlyStopping restored as well
    public void restore(String run, TrainingCheckpoint checkpoint, EarlyStopping earlyStopping) {
        checkpoint.restore(run, values, optimiser);
        earlyStopping.restore(checkpoint.source(), checkpoint.earlyStopping());
        step = checkpoint.step();
    }

    /// Bytes of scratch memory, constant after the first step of the largest shape.
    public long scratch() {
        return scratch.reserved();
    }

    @Override
    public void close() {
        scratch.close();
        arena.close();
    }
}
