package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.backend.ReferenceKernels;
import t2l.transformer.Decoder;
import t2l.transformer.Golden;
import t2l.transformer.template.PromptFormat;
import t2l.transformer.text.Tokenizer;

/// `use_task_desc` of a training.
class DescribedPromptsTest {
    private static final Pair PAIR = new Pair("cat dog", List.of("chien"));
    private static final PromptFormat FORMAT = new PromptFormat(
            Tokenizer.read(Golden.resource("stories260K/hf")), Optional.empty());
    private static final Decoder NO_MODEL = null;

    private static SftRun.Setting setting(Map<String, Object> arguments, List<String> descriptions) {
        var task = new TaskData("last", descriptions, List.of(), List.of(PAIR), List.of(PAIR), List.of(PAIR));
        return new SftRun.Setting(new ReferenceKernels(), NO_MODEL, FORMAT, 0, List.of(task),
                SftSettings.lora(new Arguments("test", arguments).reader()));
    }

    /// As an evaluation with `--use-task-desc` does; what is asked later is left as it is.
    @Test
    void everyDescriptionStandsBeforeEveryPrompt() {
        var setting = setting(Map.of("use_task_desc", true, "n_descs_per_ds", 2),
                List.of("Say the last.", "Last, in French:", "More.")).described();
        List<Pair> told = List.of(new Pair("Say the last.\n\ncat dog", PAIR.answers()),
                new Pair("Last, in French:\n\ncat dog", PAIR.answers()));
        TaskData task = setting.tasks().getFirst();
        assertEquals(told, task.train());
        assertEquals(told, task.valid());
        assertEquals(List.of(PAIR), task.test());
    }

    /// A run is resumed only with the same arguments.
    @Test
    void itIsKeptAmongTheArguments() {
        assertEquals(true, setting(Map.of("use_task_desc", true), List.of("Say the last.")).settings().arguments()
                .values().get("use_task_desc"));
        var plain = setting(Map.of(), List.of());
        assertSame(plain, plain.described());
    }

    @Test
    void aTaskWithoutDescriptionsIsRefused() {
        var setting = setting(Map.of("use_task_desc", true), List.of());
        assertEquals("test: needs a description of every task for its prompts, last has none",
                assertThrows(T2lException.class, setting::described).getMessage());
    }
}
