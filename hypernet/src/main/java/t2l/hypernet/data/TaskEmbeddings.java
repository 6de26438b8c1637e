package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.Descriptions;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;

/// What a hypernetwork reads of each task: its descriptions, of which a step draws some.
public final class TaskEmbeddings {
    private TaskEmbeddings() {}

    /// Embeddings according to the arguments: of the first `n_descs_per_ds` descriptions (all if 0), with
    /// `use_inp_as_desc` of the prompt of each training pair (Hyperdecoders, Ivison and Peters 2022), or with
    /// `use_one_hot_task_emb` one-hot. Throws [T2lException] if the arguments contradict each other.
    public static List<Descriptions> of(NetworkSettings network, List<TaskData> tasks, TaskEmbedder embedder,
            Arena arena) {
        return switch (network.input()) {
            case NUMBER -> oneHot(tasks.size(), arena);
            case PROMPTS -> prompts(network, tasks.stream().map(TaskData::train).toList(), embedder, arena);
            case DESCRIPTIONS -> descriptions(network, tasks, embedder, arena);
        };
    }

    /// The same for the validation pairs of tasks.
    ///
    /// @param trained all training tasks, which determine a task's index
    public static List<Descriptions> ofValidation(NetworkSettings network, List<TaskData> trained,
            List<TaskData> watched,
            TaskEmbedder embedder, Arena arena) {
        return switch (network.input()) {
            case NUMBER -> {
                List<String> names = trained.stream().map(TaskData::name).toList();
                List<Descriptions> all = oneHot(trained.size(), arena);
                yield watched.stream().map(task -> all.get(names.indexOf(task.name()))).toList();
            }
            case PROMPTS -> prompts(network, watched.stream().map(TaskData::valid).toList(), embedder, arena);
            case DESCRIPTIONS -> descriptions(network, watched, embedder, arena);
        };
    }

    /// The atlas of the tasks; empty if they are one-hot.
    public static Optional<TaskAtlas> atlas(NetworkSettings network, List<TaskData> tasks,
            List<Descriptions> embeddings,
            Kernels kernels, Arena arena) {
        return network.input() == NetworkSettings.TaskInput.NUMBER
                ? Optional.empty()
                : Optional.of(TaskAtlas.of(tasks.stream().map(TaskData::name).toList(),
                        tasks.stream().map(task -> example(network, task)).toList(),
                        embeddings.stream().map(Descriptions::vectors).toList(), kernels, arena));
    }

    /// The first text that the network reads of a task.
    private static String example(NetworkSettings network, TaskData task) {
        return network.input() == NetworkSettings.TaskInput.PROMPTS
                ? task.train().getFirst().prompt()
                : task.descriptions().getFirst();
    }

    private static List<Descriptions> prompts(NetworkSettings network, List<List<TaskData.Pair>> pairs,
            TaskEmbedder embedder, Arena arena) {
        return read(network, pairs.stream().map(some -> some.stream().map(TaskData.Pair::prompt).toList()).toList(),
                embedder, arena);
    }

    /// The first descriptions of each task.
    private static List<Descriptions> descriptions(NetworkSettings network, List<TaskData> tasks,
            TaskEmbedder embedder, Arena arena) {
        for (TaskData task : tasks) {
            if (task.descriptions().isEmpty()) {
                throw new T2lException("task " + task.name() + ": needs a description, has none; add one to its file");
            }
        }
        return read(network, tasks.stream().map(task -> task.descriptions().subList(0,
                Math.min(network.descriptions(), task.descriptions().size()))).toList(), embedder, arena);
    }

    /// Row `i` of the identity matrix for task `i` (t2l-spec §10), not scaled by `√E` like sentences.
    private static List<Descriptions> oneHot(int tasks, Arena arena) {
        Tensor identity = Tensor.allocate(arena, DType.F32, tasks, tasks);
        for (int i = 0; i < tasks; i++) {
            identity.set((long) i * tasks + i, 1);
        }
        return cut(new Descriptions(identity), Collections.nCopies(tasks, 1));
    }

    /// Reads all texts in one call.
    private static List<Descriptions> read(NetworkSettings network, List<List<String>> texts, TaskEmbedder embedder,
            Arena arena) {
        Descriptions all = embedder.read(texts.stream().flatMap(List::stream).toList(), network.tokens(), arena);
        return cut(all, texts.stream().map(List::size).toList());
    }

    private static List<Descriptions> cut(Descriptions all, List<Integer> sizes) {
        List<Descriptions> parts = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            parts.add(all.slice(at, size));
            at += size;
        }
        return parts;
    }
}
