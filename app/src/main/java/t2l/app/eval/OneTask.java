package t2l.app.eval;

import module java.base;
import t2l.app.eval.EvalTaskOptions.EvalFiles;
import t2l.hypernet.eval.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.PromptFormat;

/// An evaluation of one adapter on one task: a row of `t2l eval`.
public final class OneTask {
    private static final int BATCH = 8;

    private OneTask() {}

    /// The task in a `.jsonl` file or a task folder. Throws [T2lException] if there is not exactly one, or if it asks for
    /// programs, which are only run by `t2l eval --run-code`.
    public static EvalTask read(Path path) {
        List<EvalTask> tasks = EvalFiles.read("task", path, false);
        if (tasks.size() != 1) {
            throw new T2lException("task: " + path + ": needs the file or the folder of one task, got " + tasks.size());
        }
        if (tasks.getFirst().scorers().isEmpty()) {
            throw new T2lException(
                    "task: " + path + ": needs answers that are not programs; t2l eval --run-code runs those");
        }
        return tasks.getFirst();
    }

    /// Asks all questions and returns the row of the results, as in `results.json`.
    ///
    /// @param format how questions are written
    /// @param most   the longest answer, in tokens
    public static Map<String, Object> ask(EvalTask task, LanguageModel model, PromptFormat format, Lora lora, int most,
            Kernels kernels) {
        var settings = new AnswerGenerator.AnswerSettings(BATCH, most, Optional.empty(), false);
        try (var generator = new AnswerGenerator(model.decoder(), format, model.ends(), kernels, settings)) {
            List<String> said = generator.answers(generator.asked(task), (_, _) -> _ -> lora, _ -> true).orElseThrow();
            String condition = lora.updates().isEmpty() ? "base" : "adapter";
            return EvalReport.json(TaskScores.ResultRow
                    .all(condition, "", List.of(TaskScores.of(task, List.of(said), Optional.empty()))).getFirst());
        }
    }
}
