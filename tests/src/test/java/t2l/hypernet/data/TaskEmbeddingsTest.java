package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.hypernet.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.train.ReconRun;
import t2l.tensor.*;

/// What a hypernetwork may read of a task (t2l-spec §9.2, §10).
class TaskEmbeddingsTest {
    private static final List<TaskData> TASKS = List.of(task("a", 3, 2), task("b", 1, 4));

    private static TaskData task(String name, int descriptions, int pairs) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < descriptions; i++) {
            texts.add(name + " description " + i);
        }
        List<Pair> all = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            all.add(new Pair(name + " prompt " + i, List.of("answer")));
        }
        return new TaskData(name, texts, List.of(), all, List.of());
    }

    /// Remembers what was read, and gives each text its number.
    private static TaskEmbedder counting(List<String> read) {
        return (texts, _, into) -> {
            Tensor rows = Tensor.allocate(into, DType.F32, texts.size(), 2);
            for (int i = 0; i < texts.size(); i++) {
                rows.set(2L * i, read.size());
                read.add(texts.get(i));
            }
            return new Descriptions(rows);
        };
    }

    private static List<Descriptions> read(Map<String, Object> arguments, List<String> read, Arena arena) {
        return TaskEmbeddings.of(NetworkSettings.of(new Arguments("test", arguments).reader()), TASKS, counting(read),
                arena);
    }

    @Test
    void theFirstDescriptionsOfEachTask() {
        try (Arena arena = Arena.ofConfined()) {
            List<String> read = new ArrayList<>();
            List<Descriptions> all = read(Map.of("n_descs_per_ds", 2), read, arena);
            assertEquals(List.of("a description 0", "a description 1", "b description 0"), read);
            assertArrayEquals(new double[] {0, 0, 1, 0}, all.get(0).vectors().toDoubles());
            assertArrayEquals(new double[] {2, 0}, all.get(1).vectors().toDoubles());
        }
    }

    @Test
    void thePromptOfEachPair() {
        try (Arena arena = Arena.ofConfined()) {
            List<String> read = new ArrayList<>();
            List<Descriptions> all = read(Map.of("use_inp_as_desc", true), read, arena);
            assertEquals("b prompt 3", read.getLast());
            assertEquals(2, all.get(0).count());
            assertEquals(4, all.get(1).count());
        }
    }

    @Test
    void theNumberOfATask() {
        try (Arena arena = Arena.ofConfined()) {
            List<String> read = new ArrayList<>();
            List<Descriptions> all = read(Map.of("use_one_hot_task_emb", true), read, arena);
            assertTrue(read.isEmpty());
            assertArrayEquals(new double[] {0, 1}, all.get(1).vectors().toDoubles());
        }
    }

    @Test
    void contradictionsAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, Object> bad = Map.of("use_one_hot_task_emb", true, "use_inp_as_desc", true);
            assertThrows(T2lException.class, () -> read(bad, new ArrayList<>(), arena));
        }
    }

    @Test
    void aTaskWithoutDescriptionIsRefusedByName() {
        try (Arena arena = Arena.ofConfined()) {
            var e = assertThrows(T2lException.class,
                    () -> TaskEmbeddings.of(NetworkSettings.of(new Arguments("test", Map.of()).reader()),
                            List.of(task("mute", 0, 3)), counting(new ArrayList<>()), arena));
            assertEquals("task mute: needs a description, has none; add one to its file", e.getMessage());
        }
    }

    @Test
    void descriptionsInPromptsAndPairsHeldOut() {
        TaskData told = TASKS.getFirst().describedInPrompts(2, (text, prompt) -> text + ": " + prompt);
        assertEquals(4, told.train().size());
        assertEquals("a description 1: a prompt 0", told.train().get(1).prompt());
        TaskData split = task("c", 1, 20).heldOut();
        assertEquals(18, split.train().size());
        assertEquals(List.of("c prompt 18", "c prompt 19"), split.valid().stream().map(Pair::prompt).toList());
        assertEquals(split, split.heldOut());
    }

    /// `[int(round(90 * n / 100.0)) for n in range(5, 41)]` of Python 3.10, with which datasets 3.5.1 cuts `train[:90%]`.
    @Test
    void theLastTenthIsThatOfDatasets() {
        List<Integer> kept = List.of(4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14, 15, 16, 17, 18, 19, 20, 21, 22, 22, 23,
                24, 25, 26, 27, 28, 29, 30, 31, 32, 32, 33, 34, 35, 36);
        for (int n = 5; n <= 40; n++) {
            TaskData split = task("c", 1, n).heldOut();
            assertEquals(kept.get(n - 5), split.train().size(), "of " + n);
            assertEquals(n, split.train().size() + split.valid().size());
        }
        assertEquals(List.of(), task("c", 1, 4).heldOut().valid());
    }

    @Test
    void whatCannotBeUsedAfterwardsIsNotTrained() {
        for (Map<String, Object> bad : List.<Map<String, Object>>of(Map.of("factorized", false, "pred_z_score", true),
                Map.of("factorized", true, "mt_lora_path", "mt/"))) {
            Refused.begins("test: ", () -> ReconRun.ReconSettings
                    .of(new Arguments("test", bad).with(Map.of("training_task", "recon")).reader()));
        }
        ReconRun.ReconSettings.of(ReconRun.arguments().reader());
    }
}
