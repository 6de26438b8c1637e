package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;

/// `use_task_desc` of a training.
class DescribedPromptsTest {
    private static final Pair PAIR = new Pair("cat dog", List.of("chien"));

    private static SftSettings settings(Map<String, Object> arguments) {
        return SftSettings.lora(new Arguments("test", arguments).reader());
    }

    private static List<TaskData> tasks(List<String> descriptions) {
        return List.of(new TaskData("last", descriptions, List.of(), List.of(PAIR), List.of(PAIR), List.of(PAIR)));
    }

    /// As an evaluation with `--use-task-desc` does; what is asked later is left as it is.
    @Test
    void everyDescriptionStandsBeforeEveryPrompt() {
        List<Pair> told = List.of(new Pair("Say the last.\n\ncat dog", PAIR.answers()),
                new Pair("Last, in French:\n\ncat dog", PAIR.answers()));
        TaskData task = settings(Map.of("use_task_desc", true, "n_descs_per_ds", 2))
                .prepared(tasks(List.of("Say the last.", "Last, in French:", "More."))).getFirst();
        assertEquals(told, task.train());
        assertEquals(told, task.valid());
        assertEquals(List.of(PAIR), task.test());
    }

    /// A run is resumed only with the same arguments.
    @Test
    void itIsKeptAmongTheArguments() {
        assertEquals(true, settings(Map.of("use_task_desc", true)).arguments().values().get("use_task_desc"));
        List<TaskData> plain = tasks(List.of());
        assertSame(plain, settings(Map.of()).prepared(plain));
    }

    @Test
    void aTaskWithoutDescriptionsIsRefused() {
        SftSettings settings = settings(Map.of("use_task_desc", true));
        List<TaskData> plain = tasks(List.of());
        assertEquals("test: needs a description of every task for its prompts, last has none",
                assertThrows(T2lException.class, () -> settings.prepared(plain)).getMessage());
    }
}
