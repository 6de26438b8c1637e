package t2l.app.train;

import module java.base;
import t2l.app.console.*;
import t2l.app.train.RunOptions;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.lora.*;

/// Trains an adapter for each of many tasks, in separate directories. Adapters are written when they are finished, and
/// `--resume` continues with the tasks that have none. Ranks divide the tasks among themselves.
///
/// With a small model, each thread trains a task of its own: on two threads, that was twice as fast as sharing every
/// kernel (builtin:tiny, 16 examples per step), because kernels are too short to be split.
///
/// @param together number of tasks trained at once, if given
record ManyLoras(SftRun.Setting setting, List<TaskData> tasks, CommonOptions common, Optional<Integer> together,
        RunOptions place) {
    /// Maximum number of weights of a small model.
    private static final long MAX_SMALL_WEIGHTS = 30_000_000;

    void train(Out out) {
        for (TaskData task : tasks) {
            if (!task.name().matches("[^./\\\\:][^/\\\\:]*")) {
                throw new T2lException("--tasks: needs names that can be those of directories, got " + task.name());
            }
        }
        Path settings = place.directory().resolve(Arguments.FILE);
        Ranks ranks = setting.ranks();
        place.prepare(true, ranks);
        ranks.first(() -> keep(settings));
        List<TaskData> left = tasks.stream()
                .filter(task -> !place.resume() || !LoraFile.is(place.directory().resolve(task.name()))).toList();
        ranks.any(false); // all have seen what is left, before the first changes it
        List<TaskData> own = IntStream.range(0, left.size()).filter(i -> i % ranks.count() == ranks.rank())
                .mapToObj(left::get).toList();
        own.forEach(task -> output(task).close()); // before hours are spent on what cannot be written
        out.say((left.size() == 1
                ? "lora: an adapter for 1 task"
                : "lora: an adapter for each of " + left.size() + " tasks")
                + (left.size() == tasks.size() ? "" : ", " + (tasks.size() - left.size()) + " are ready"));
        if (!ranks.any(!run(own, out))) {
            out.result(Map.of("adapters", tasks.stream()
                    .map(task -> place.directory().resolve(task.name()).toString()).toList()),
                    place.directory().toString());
        } else {
            out.say("lora: stopped; --resume continues");
        }
    }

    /// Writes the settings of a new run, or compares those of the old one.
    private void keep(Path settings) {
        Arguments own = setting.settings().arguments();
        if (!place.resume() || !Files.exists(settings)) {
            own.write(settings);
        } else if (!Arguments.read(settings).values().toString().equals(own.values().toString())) {
            throw new T2lException("--resume: " + settings + ": needs the settings of this run, has others");
        }
    }

    private OutputDirectory output(TaskData task) {
        return new OutputDirectory(place.directory().resolve(task.name()), true);
    }

    /// Whether all tasks were trained.
    private boolean run(List<TaskData> left, Out out) {
        List<Kernels> workers = new ArrayList<>();
        try (Progress progress = out.progress("lora", left.size())) {
            int count = Math.clamp(left.size(), 1, together.orElseGet(this::usual));
            for (int i = 0; i < count; i++) {
                workers.add(common.kernels(Math.max(1, common.threads() / count)));
            }
            var listener = new SavedAdapters(out, progress);
            OracleTraining.train(setting, left, workers, listener);
            return listener.done == left.size();
        } catch (CancellationException e) {
            if (!out.stopping()) {
                throw e;
            }
            return false;
        } finally {
            workers.forEach(Kernels::close);
        }
    }

    private int usual() {
        long weights = setting.model().projections().values().stream().mapToLong(l -> (long) l.in() * l.out()).sum();
        return weights < MAX_SMALL_WEIGHTS ? common.threads() : 1;
    }

    /// Writes each adapter when it is finished.
    private final class SavedAdapters implements OracleTraining.Listener {
        private final Out out;
        private final Progress progress;
        private int done;

        SavedAdapters(Out out, Progress progress) {
            this.out = out;
            this.progress = progress;
        }

        @Override
        public void done(TaskData task, Lora lora, double loss) {
            try (OutputDirectory directory = output(task)) {
                LoraFile.replace(directory.path(), lora, setting.settings().template());
                directory.commit();
            }
            progress.at(++done, String.format(Locale.ROOT, "%s: loss %.4f", task.name(), loss));
        }

        @Override
        public boolean goOn() {
            return !out.stopping();
        }
    }
}
