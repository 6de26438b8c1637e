package t2l.app.train;

import module java.base;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.*;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.ChatTemplate;

/// Trains the adapter of one task at a time, as `t2l lora --tasks` trains those of many.
public final class OneOracle {
    private final LanguageModel model;
    private final SftSettings settings;
    private final Arguments arguments;

    /// Throws [T2lException] or [IllegalArgumentException] if an argument is wrong.
    public OneOracle(LanguageModel model, Arguments arguments) {
        this.model = model;
        this.arguments = arguments;
        Source reader = arguments.reader();
        settings = SftSettings.lora(reader);
        reader.end(Arguments.TRAINING);
        settings.adapter().requireTargets(model.decoder());
    }

    /// The task in a file or folder, which needs rows to train on.
    public static TaskData read(Path path) {
        TaskData task = JsonlTasks.read(path);
        if (task.train().isEmpty()) {
            throw new T2lException("task: " + path + ": needs training rows, has none");
        }
        return task;
    }

    /// Trains the adapter of `task` and returns what `use` makes of it and of the loss of the last step, while its numbers are in
    /// memory.
    public <R> R train(TaskData task, Kernels kernels, BiFunction<Lora, Double, R> use) {
        List<R> made = new ArrayList<>();
        OracleTraining.train(new SftRun.Setting(kernels, Ranks.alone(), model, settings), List.of(task),
                List.of(kernels), (_, lora, loss) -> made.add(use.apply(lora, loss)));
        return made.getFirst();
    }

    /// The chat template of the training, if that is not the model's own.
    public Optional<ChatTemplate> template() {
        return settings.template();
    }

    /// All arguments.
    @Override
    public String toString() {
        return arguments.values().toString();
    }
}
