package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;

/// What a hypernetwork reads of each task: its descriptions, of which a step draws some.
public final class TaskEmbeddings {
    private TaskEmbeddings() {}

    /// Embeddings according to the arguments: of the first `n_descs_per_ds` descriptions (all if 0), with
    /// `use_inp_as_desc` of the prompt of each training pair (Hyperdecoders, Ivison and Peters 2022), or with
    /// `use_one_hot_task_emb` one-hot. Throws [T2lException] if the arguments contradict each other.
    public static List<Descriptions> of(NetworkSettings network, List<TaskData> tasks, TaskEmbedder embedder,
            Arena arena) {
        return of(network, tasks, tasks, TaskData::train, embedder, arena);
    }

    /// The same for the validation pairs of tasks.
    ///
    /// @param trained all training tasks, which determine a task's index
    public static List<Descriptions> ofValidation(NetworkSettings network, List<TaskData> trained,
            List<TaskData> watched, TaskEmbedder embedder, Arena arena) {
        return of(network, trained, watched, TaskData::valid, embedder, arena);
    }

    private static List<Descriptions> of(NetworkSettings network, List<TaskData> trained, List<TaskData> tasks,
            Function<TaskData, List<TaskData.Pair>> pairs, TaskEmbedder embedder, Arena arena) {
        List<List<String>> texts = switch (network.input()) {
            case NUMBER -> List.of();
            case PROMPTS -> tasks.stream()
                    .map(task -> pairs.apply(task).stream().map(TaskData.Pair::prompt).toList()).toList();
            case DESCRIPTIONS -> tasks.stream().map(task -> first(network, task)).toList();
        };
        if (network.input() == NetworkSettings.TaskInput.NUMBER) {
            List<String> names = trained.stream().map(TaskData::name).toList();
            return tasks.stream().map(task -> oneHot(names.indexOf(task.name()), names.size(), arena)).toList();
        }
        Descriptions all = embedder.read(texts.stream().flatMap(List::stream).toList(), network.tokens(), arena);
        List<Descriptions> parts = new ArrayList<>();
        int at = 0;
        for (List<String> some : texts) {
            parts.add(all.slice(at, some.size()));
            at += some.size();
        }
        return parts;
    }

    /// The first descriptions of a task.
    private static List<String> first(NetworkSettings network, TaskData task) {
        if (task.descriptions().isEmpty()) {
            throw new T2lException("task " + task.name() + ": needs a description, has none; add one to its file");
        }
        return task.descriptions().subList(0, Math.min(network.descriptions(), task.descriptions().size()));
    }

    /// Row `i` of the identity matrix for task `i` (t2l-spec §10), not scaled by `√E` like sentences.
    private static Descriptions oneHot(int task, int tasks, Arena arena) {
        Tensor row = Tensor.allocate(arena, DType.F32, 1, tasks);
        row.set(task, 1);
        return new Descriptions(row);
    }

    /// The atlas of the tasks; empty if they are one-hot.
    public static Optional<TaskAtlas> atlas(NetworkSettings network, List<TaskData> tasks,
            List<Descriptions> embeddings, Kernels kernels, Arena arena) {
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
}
