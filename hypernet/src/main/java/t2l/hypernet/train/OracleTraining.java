package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.data.TaskData;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.lora.Lora;

/// Trains one adapter for each of many tasks, several tasks at once (the oracles of t2l-spec §10).
///
/// A task's adapter does not depend on the other tasks or on the number of threads. With a small model, one thread per
/// task is faster than all threads for one task, because its kernels are too short to be split.
public final class OracleTraining {
    private OracleTraining() {}

    /// Receives events from several threads.
    public interface Listener {
        /// An adapter is finished. Its memory is freed when this returns. Called by one thread at a time.
        ///
        /// @param loss of the last step
        void done(TaskData task, Lora lora, double loss);

        /// Whether to continue.
        default boolean goOn() {
            return true;
        }
    }

    /// Trains an adapter for each task, as [SftRun#single] does, and passes it to the listener when it is
    /// finished. Rethrows exceptions of the training or the listener after all threads have stopped.
    ///
    /// @param workers the kernels of each thread; those of `setting` are not used
    public static void train(SftRun.Setting setting, List<TaskData> tasks, List<Kernels> workers, Listener listener) {
        var next = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        CompletableFuture.allOf(workers.stream().map(kernels -> {
            var alone = new SftRun.Setting(kernels, Ranks.alone(), setting.model(), setting.format(), setting.pad(),
                    setting.ends(), setting.settings());
            return CompletableFuture.runAsync(() -> {
                try {
                    for (int i; failure.get() == null && (i = next.getAndIncrement()) < tasks.size();) {
                        one(alone, tasks.get(i), listener);
                    }
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }, work -> Thread.ofPlatform().name("t2l-task").start(work));
        }).toArray(CompletableFuture<?>[]::new)).join();
        switch (failure.get()) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    /// Keeps the best values in memory.
    private record InMemory(Parameters copy, Kernels kernels) implements Validator.Store {
        @Override
        public void offer(long step, Parameters values, boolean best) {
            if (best) {
                kernels.run(new Copy(values.flat(), copy.flat()));
            }
        }

        @Override
        public void restore(long best, Parameters values) {
            kernels.run(new Copy(copy.flat(), values.flat()));
        }
    }

    /// Keeps the best values on the task's validation pairs, if it has any; the reference keeps the last values
    /// (t2l-spec §10).
    private static void one(SftRun.Setting setting, TaskData task, Listener listener) {
        try (Arena arena = Arena.ofShared()) {
            SftRun<LoraSft> run = SftRun.single(setting, List.of(task), List.of(), arena);
            try (Trainer trainer = run.trainer()) {
                double loss = Double.NaN;
                Kernels kernels = setting.kernels();
                Parameters values = trainer.values();
                var best = new InMemory(new Parameters(arena, values.flat().dtype(), values.layout()), kernels);
                var validator = new Validator(run, best, kernels);
                while (trainer.steps() < run.total() && !validator.earlyStopping().stops()) {
                    if (!listener.goOn()) {
                        return;
                    }
                    loss = trainer.step().loss();
                    if (validator.isDue()) {
                        validator.validate();
                    }
                }
                validator.restoreBest();
                Lora lora = run.objective().lora(values, kernels, arena);
                synchronized (listener) {
                    listener.done(task, lora, loss);
                }
            }
        }
    }
}
