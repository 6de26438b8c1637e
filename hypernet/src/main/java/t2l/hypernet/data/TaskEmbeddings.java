package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;

/// The embeddings of each task: a table `[n,E]`, from whose rows a step draws.
public final class TaskEmbeddings {
    private TaskEmbeddings() {}

    /// Embeddings according to the arguments: of the first `n_descs_per_ds` descriptions (all if 0), with
    /// `use_inp_as_desc` of the prompt of each training pair (Hyperdecoders, Ivison and Peters 2022), or with
    /// `use_one_hot_task_emb` one-hot. Throws [T2lException] if the arguments contradict each other.
    public static List<Tensor> of(NetworkSettings network, List<TaskData> tasks, TaskEmbedder embedder, Arena arena) {
        return switch (network.input()) {
            case NUMBER -> oneHot(tasks.size(), arena);
            case PROMPTS -> prompts(tasks.stream().map(TaskData::train).toList(), embedder, arena);
            case DESCRIPTIONS -> descriptions(tasks, network.descriptions(), embedder, arena);
        };
    }

    /// The same for the validation pairs of tasks.
    ///
    /// @param trained all training tasks, which determine a task's index
    public static List<Tensor> ofValidation(NetworkSettings network, List<TaskData> trained, List<TaskData> watched,
            TaskEmbedder embedder, Arena arena) {
        return switch (network.input()) {
            case NUMBER -> {
                List<String> names = trained.stream().map(TaskData::name).toList();
                List<Tensor> all = oneHot(trained.size(), arena);
                yield watched.stream().map(task -> all.get(names.indexOf(task.name()))).toList();
            }
            case PROMPTS -> prompts(watched.stream().map(TaskData::valid).toList(), embedder, arena);
            case DESCRIPTIONS -> descriptions(watched, network.descriptions(), embedder, arena);
        };
    }

    /// The atlas of the tasks; empty if they are one-hot.
    public static Optional<TaskAtlas> atlas(NetworkSettings network, List<TaskData> tasks, List<Tensor> embeddings,
            Kernels kernels, Arena arena) {
        return network.input() == NetworkSettings.TaskInput.NUMBER
                ? Optional.empty()
                : Optional.of(TaskAtlas.of(tasks.stream().map(TaskData::name).toList(), embeddings, kernels, arena));
    }

    private static List<Tensor> prompts(List<List<TaskData.Pair>> pairs, TaskEmbedder embedder, Arena arena) {
        return embed(pairs.stream().map(some -> some.stream().map(TaskData.Pair::prompt).toList()).toList(), embedder,
                arena);
    }

    /// The first descriptions of each task, embedded in one call.
    static List<Tensor> descriptions(List<TaskData> tasks, int limit, TaskEmbedder embedder, Arena arena) {
        for (TaskData task : tasks) {
            if (task.descriptions().isEmpty()) {
                throw new T2lException("task " + task.name() + ": needs a description, has none; add one to its file");
            }
        }
        return embed(tasks.stream()
                .map(task -> task.descriptions().subList(0, Math.min(limit, task.descriptions().size()))).toList(),
                embedder, arena);
    }

    /// Row `i` of the identity matrix for task `i` (t2l-spec §10), not scaled by `√E` like sentences.
    private static List<Tensor> oneHot(int tasks, Arena arena) {
        Tensor identity = Tensor.allocate(arena, DType.F32, tasks, tasks);
        for (int i = 0; i < tasks; i++) {
            identity.set((long) i * tasks + i, 1);
        }
        return cut(identity, Collections.nCopies(tasks, 1));
    }

    private static List<Tensor> embed(List<List<String>> texts, TaskEmbedder embedder, Arena arena) {
        Tensor all = embedder.embed(texts.stream().flatMap(List::stream).toList(), arena);
        return cut(all, texts.stream().map(List::size).toList());
    }

    private static List<Tensor> cut(Tensor all, List<Integer> sizes) {
        List<Tensor> parts = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            parts.add(all.narrow(0, at, size));
            at += size;
        }
        return parts;
    }
}
